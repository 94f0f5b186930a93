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

/** Two backends on equal frame bytes differ by at most 0.02 (BARS §3); decoders that round otherwise by up to 0.12 (docs/recognition.md). */
const SAME_PICTURE_APART = 0.2
/** A re-rendered frame has other pixels: recompressed, shifted, a little brighter; and the face was found in another way. */
const RENDERED_APART = 0.3
/**
 * Two views of one person a few moments apart. Of a unit's faces the best views are described; by a rounding two devices may choose different ones, and where one described a
 * view the other only located it, two moments of one face are compared. Two people are about 0.8 apart.
 */
export const OTHER_VIEW_APART = 0.6
/** The detector's threshold is 0.4; what it scored below this, another device may miss. */
const CLEAR_SCORE = 0.65
const RENDERED_CLEAR_SCORE = 0.8
/**
 * FaceQuality.value below which views say nothing about their device: of soft, small or turned faces the landmarks come out
 * otherwise for a rounding, and the descriptor with them (measured: docs/recognition.md).
 */
const LEAST_TELLING = 0.15

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
 * Whether a face counts when another device does not see it, or sees it otherwise. One that was only located does not: following
 * a face depends on the frames before, and it may be lost from sight a frame earlier. Whoever leaves a person out leaves out the
 * described views too.
 */
export const isClear = (
  { score, isLocated, quality }: Pick<DescribedFace, 'score' | 'isLocated'> & { quality: { value: number } },
  { clearScore }: Tolerance,
): boolean => isLocated === undefined && score >= clearScore && quality.value >= LEAST_TELLING

const LEAST_OVERLAP = 0.5

/**
 * Whether two answers on one frame agree (DESIGN §4.2): faces pair by overlap, paired descriptors lie within the tolerance,
 * and a face only one of them saw counts only when it is clear. Devices come to a frame by different ways (what they saw in the
 * frames before), so that `differ` is a doubt; a trusted node goes the same way and settles it (judge-frame.ts).
 */
export function compareFrame(one: FrameAnswer, two: FrameAnswer, tolerance: Tolerance): Agreement {
  if (one.outcome !== two.outcome) return 'differ'
  if (one.outcome !== 'described' || two.outcome !== 'described') return 'unclear'
  const pairs = pairFaces(one.faces, two.faces)
  const paired = new Set(pairs.flat())
  let isTold = false
  for (const [left, right] of pairs) {
    // Either's word is enough: who bends what it saw may call it poor as well.
    if (!isClear(left, tolerance) && !isClear(right, tolerance)) continue
    const isSameView = left.isLocated === undefined && right.isLocated === undefined
    const mostApart = isSameView ? tolerance.mostApart : Math.max(OTHER_VIEW_APART, tolerance.mostApart)
    if (distance(left.descriptor, right.descriptor) > mostApart) return 'differ'
    isTold = true
  }
  const isMissed = (face: DescribedFace): boolean => !paired.has(face) && isClear(face, tolerance)
  if (one.faces.some(isMissed) || two.faces.some(isMissed)) return 'differ'
  return isTold ? 'agree' : 'unclear'
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
export function pairFaces(
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

/** A face as a trusted node found it at a place that was claimed, in its own copy of the frame. */
export interface FaceAgain {
  readonly descriptor: DescribedFace['descriptor']
  /** FaceQuality.value, by its own measure: a claim can't talk itself out of being looked at. */
  readonly quality: number
}

/** One claimed face against what a trusted node got from the same place. */
export const compareFace = (claimed: DescribedFace, again: FaceAgain | null, tolerance: Tolerance): Agreement => {
  if (!again) return isClear(claimed, tolerance) ? 'differ' : 'unclear'
  if (distance(claimed.descriptor, again.descriptor) <= tolerance.mostApart) return 'agree'
  return again.quality >= LEAST_TELLING ? 'differ' : 'unclear'
}
