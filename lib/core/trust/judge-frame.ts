import { overlap } from '../merging/overlap'
import { distance } from '../recognition/distance'
import type { DescribedFace } from '../recognition/face'
import {
  type Agreement,
  compareFace,
  type FaceAgain,
  type FrameAnswer,
  isClear,
  OTHER_VIEW_APART,
  type Tolerance,
} from './agreement'

/** What a trusted node knows of one frame of somebody's answer. */
export interface FrameCase {
  /** The frame's place in the unit. */
  readonly frame: number
  /** The whole answer on the unit: what a frame says may rest on views from its other frames. */
  readonly said: readonly FrameAnswer[]
  /** The trusted node's own, from the unit's first frame to this one: the same way to the frame, over the same bytes. */
  readonly own: readonly FrameAnswer[]
  readonly tolerance: Tolerance
}

/** A described face that a frame's answer rests on, and the frame it was described in. */
export interface FaceClaim {
  readonly frame: number
  readonly face: DescribedFace
}

/** One that does not hold is enough, and those where the trusted node saw the face best come first. */
const MOST_LOOKS = 8

/**
 * The described views behind a frame's faces (its own, and those that stand for the faces that were only located) which the
 * trusted node did not come to see alike on its way, so that it has to look at those very places.
 */
export function claimsInQuestion({ frame, said, own, tolerance }: FrameCase): readonly FaceClaim[] {
  return claimsBehind(said, frame)
    .filter((claim) => !isBorneOut(claim, own, tolerance))
    .map((claim) => ({ claim, quality: Math.max(0, ...atPlace(claim, own).map(({ quality: { value } }) => value)) }))
    .sort((one, other) => other.quality - one.quality)
    .slice(0, MOST_LOOKS)
    .map(({ claim }) => claim)
}

/**
 * Proof of a lie is what no honest device says of these bytes, whatever its backend, its decoder and its roundings:
 * - a descriptor that is not the one of the face at its own box: that depends on nothing but the frame and the box;
 * - a clear face where nobody is, neither looked at by itself nor found on the way;
 * - nothing, in the frame or as anybody in the unit, of a face that the same search found and that is beyond doubt.
 * Which views are described, where a face is lost, which box a face has: in this honest devices differ, and it is no proof.
 * @param again what was found at the places of `claimsInQuestion`, in their order.
 */
export function judgeFrame(about: FrameCase, again: readonly (FaceAgain | null)[]): Agreement {
  const { frame, said, own, tolerance } = about
  const [theirs, mine] = [said[frame], own[frame]]
  if (!theirs || !mine) return 'unclear'
  if (theirs.outcome !== mine.outcome) return 'differ'
  let isTold = claimsBehind(said, frame).some((claim) => isBorneOut(claim, own, tolerance))
  for (const [index, claim] of claimsInQuestion(about).entries()) {
    const found = again[index] ?? null
    // Seen on the way, though not at a second look; or in a frame that the trusted node has not come to.
    if (!found && (claim.frame >= own.length || atPlace(claim, own).length > 0)) continue
    const outcome = compareFace(claim.face, found, tolerance)
    if (outcome === 'differ') return 'differ'
    isTold ||= outcome === 'agree'
  }
  for (const face of facesOf(mine)) {
    if (!isClear(face, tolerance)) continue
    // What stands in its place was looked at as a claim; a face that was only located there may point at anybody.
    const isThere = facesOf(theirs).some((other) => !other.isLocated && isAtPlace(face, other))
    if (!isThere && !said.some((answer) => facesOf(answer).some((other) => isSamePerson(face, other)))) return 'differ'
    isTold = true
  }
  return isTold ? 'agree' : 'unclear'
}

/** Whether anybody is at a claimed place in a trusted node's own answer on that frame. */
export const isSeenIn = (face: DescribedFace, own: FrameAnswer): boolean =>
  facesOf(own).some((other) => isAtPlace(face, other))

/** Boxes of one face that were found in two ways share at least this. */
const SAME_PLACE = 0.3

const facesOf = (answer: FrameAnswer | undefined): readonly DescribedFace[] =>
  answer?.outcome === 'described' ? answer.faces : []

function claimsBehind(said: readonly FrameAnswer[], frame: number): readonly FaceClaim[] {
  const wanted = facesOf(said[frame]).map(({ descriptor }) => descriptor)
  return said.flatMap((answer, index) =>
    facesOf(answer)
      .filter((face) => !face.isLocated && wanted.some((row) => isEqual(row, face.descriptor)))
      .map((face) => ({ frame: index, face })),
  )
}

/** Stored and read back, a located face has a copy of the row that stands for it. */
const isEqual = (one: Float32Array, other: Float32Array): boolean =>
  one === other || one.every((value, index) => value === other[index])

const isBorneOut = (claim: FaceClaim, own: readonly FrameAnswer[], { mostApart }: Tolerance): boolean =>
  atPlace(claim, own).some((face) => !face.isLocated && distance(face.descriptor, claim.face.descriptor) <= mostApart)

const atPlace = ({ frame, face }: FaceClaim, own: readonly FrameAnswer[]): readonly DescribedFace[] =>
  facesOf(own[frame]).filter((other) => isAtPlace(face, other))

const isAtPlace = (one: DescribedFace, other: DescribedFace): boolean => overlap(one.box, other.box) >= SAME_PLACE

const isSamePerson = (one: DescribedFace, other: DescribedFace): boolean =>
  distance(one.descriptor, other.descriptor) <= OTHER_VIEW_APART
