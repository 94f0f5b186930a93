import { overlap } from '../merging/overlap'
import { distance } from '../recognition/distance'
import type { DescribedFace } from '../recognition/face'

/** What comparing needs of one frame's answer; the same shape that crosses the wire. */
export type FrameAnswer =
  { readonly outcome: 'described'; readonly faces: readonly DescribedFace[] } | { readonly outcome: 'failed' }

/** `unclear`: nothing in the frame that could tell one device's work from another's. */
export type Agreement = 'agree' | 'differ' | 'unclear'

/** How alike two honest answers must be. */
export interface Tolerance {
  /** Between the descriptors of paired faces. */
  readonly mostApart: number
  /** A face that only one of the two saw counts from this score on. */
  readonly clearScore: number
}

/** Two backends on equal frame bytes differ by at most 0.02 (BARS §3); the box may shift the chip by a pixel more. */
const SAME_PICTURE_APART = 0.1
/**
 * A re-rendered frame has other pixels: recompressed, shifted, a little brighter. Views of one person differ by about 0.35,
 * of two people by 0.8, so what is still within this can't have been made somebody else.
 */
const RENDERED_APART = 0.3
/**
 * Of a unit's faces the best views are described; by a rounding two devices may choose different ones, and where one described a
 * view the other only located it, two moments of one face are compared.
 */
const OTHER_VIEW_APART = 0.48
/** The detector's threshold is 0.5; what it scored below this, another device may miss. */
const CLEAR_SCORE = 0.65
const RENDERED_CLEAR_SCORE = 0.8

/**
 * The tolerance between two devices of these numeric classes, `backend/1eN` with the known error of its arithmetic
 * (lib/worker/engine/calibration.ts): half-precision chips get more room than two that differ by rounding.
 */
export function toleranceOf(
  classes: readonly [string, string],
  picture: 'same-picture' | 're-rendered' = 'same-picture',
): Tolerance {
  const errors = errorOf(classes[0]) + errorOf(classes[1])
  return picture === 'same-picture'
    ? { mostApart: SAME_PICTURE_APART + errors, clearScore: CLEAR_SCORE }
    : { mostApart: RENDERED_APART + errors, clearScore: RENDERED_CLEAR_SCORE }
}

/** No class may talk itself more room than this. */
const MOST_ERROR = 0.1

function errorOf(numericClass: string): number {
  const error = Number(/\/(1e-?\d+)$/.exec(numericClass)?.[1] ?? 0)
  return Math.min(MOST_ERROR, error)
}

/**
 * Whether a face counts when another device does not see it. One that was only located does not: on pictures that differ a
 * little, a face may be lost from sight a frame earlier. Whoever leaves a person out leaves out the described views too.
 */
export const isClear = ({ score, isLocated }: DescribedFace, { clearScore }: Tolerance): boolean =>
  isLocated === undefined && score >= clearScore

const LEAST_OVERLAP = 0.5

/**
 * Whether two answers on one frame agree (DESIGN §4.2): faces pair by overlap, paired descriptors lie within the tolerance,
 * and a face only one of them saw counts only when its score is clear of the detector's threshold.
 */
export function compareFrame(one: FrameAnswer, two: FrameAnswer, tolerance: Tolerance): Agreement {
  if (one.outcome !== two.outcome) return 'differ'
  if (one.outcome !== 'described' || two.outcome !== 'described') return 'unclear'
  const pairs = pairFaces(one.faces, two.faces)
  const paired = new Set(pairs.flat())
  for (const [left, right] of pairs) {
    const isSameView = left.isLocated === undefined && right.isLocated === undefined
    const mostApart = isSameView ? tolerance.mostApart : Math.max(OTHER_VIEW_APART, tolerance.mostApart)
    if (distance(left.descriptor, right.descriptor) > mostApart) return 'differ'
  }
  const isMissed = (face: DescribedFace): boolean => !paired.has(face) && isClear(face, tolerance)
  if (one.faces.some(isMissed) || two.faces.some(isMissed)) return 'differ'
  return pairs.length > 0 ? 'agree' : 'unclear'
}

/** The same for all frames of a unit, in order; an answer with another number of frames differs in each. */
export const compareFrames = (
  one: readonly FrameAnswer[],
  two: readonly FrameAnswer[],
  tolerance: Tolerance,
): Agreement[] =>
  one.map((answer, index) => {
    const other = two[index]
    return one.length === two.length && other ? compareFrame(answer, other, tolerance) : 'differ'
  })

/** Largest overlaps first, each face once, so that the order of the faces never matters. */
function pairFaces(
  one: readonly DescribedFace[],
  two: readonly DescribedFace[],
): (readonly [DescribedFace, DescribedFace])[] {
  const links = one
    .flatMap((left) => two.map((right) => ({ left, right, shared: overlap(left.box, right.box) })))
    .filter(({ shared }) => shared >= LEAST_OVERLAP)
    .sort((a, b) => b.shared - a.shared)
  const taken = new Set<DescribedFace>()
  const pairs: (readonly [DescribedFace, DescribedFace])[] = []
  for (const { left, right } of links) {
    if (taken.has(left) || taken.has(right)) continue
    taken.add(left)
    taken.add(right)
    pairs.push([left, right])
  }
  return pairs
}

/** One claimed face against the descriptor that a trusted node got from the same place of its own copy of the frame. */
export const compareFace = (claimed: DescribedFace, again: DescribedFace | null, tolerance: Tolerance): Agreement => {
  if (!again) return isClear(claimed, tolerance) ? 'differ' : 'unclear'
  return distance(claimed.descriptor, again.descriptor) <= tolerance.mostApart ? 'agree' : 'differ'
}
