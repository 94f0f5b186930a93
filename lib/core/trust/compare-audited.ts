import { distance } from '../recognition/distance'
import type { DescribedFace } from '../recognition/face'
import { type Agreement, type FrameAnswer, isClear, OTHER_VIEW_APART, pairFaces, type Tolerance } from './agreement'

/** A frame that was described before, and what an auditor says of a rendering of it. */
export interface AuditedFrame {
  readonly frame: number
  /** The accepted answer on the whole unit … */
  readonly said: readonly FrameAnswer[]
  /** … and on this frame, where its faces are in the rendering. */
  readonly moved: FrameAnswer
  readonly given: FrameAnswer
  readonly tolerance: Tolerance
}

/**
 * Whether an audit's answer agrees with what is on record. The two devices came to the frame by different ways, one from the
 * frames before it and one from other moments of the class, so that either may honestly miss a face that came, or was lost, in
 * between. What both have described must be the same face; whom the auditor sees must be in the unit, if its frame was searched
 * in full, as the first of a unit is and any in which nobody was found; and who claims to see nobody must have nobody to see.
 * `differ` is a doubt, which a trusted node settles.
 */
export function compareAudited({ frame, said, moved, given, tolerance }: AuditedFrame): Agreement {
  if (moved.outcome !== given.outcome) return 'differ'
  if (moved.outcome !== 'described' || given.outcome !== 'described') return 'unclear'
  const pairs = pairFaces(moved.faces, given.faces)
  const paired = new Set(pairs.flat())
  let isTold = false
  for (const [left, right] of pairs) {
    // Either's word is enough: who bends what it saw may call it poor as well.
    if (!isClear(left, tolerance) && !isClear(right, tolerance)) continue
    const apart = distance(left.descriptor, right.descriptor)
    const isSameView = !left.isLocated && !right.isLocated
    if (apart > (isSameView ? tolerance.mostApart : OTHER_VIEW_APART)) return 'differ'
    isTold = true
  }
  const isLeftOut = (face: DescribedFace): boolean =>
    !paired.has(face) && isClear(face, tolerance) && !isInUnit(face, said)
  const wasSearched = frame === 0 || moved.faces.length === 0
  if (wasSearched && given.faces.some(isLeftOut)) return 'differ'
  if (given.faces.length === 0 && moved.faces.some((face) => isClear(face, tolerance))) return 'differ'
  return isTold ? 'agree' : 'unclear'
}

const isInUnit = ({ descriptor }: DescribedFace, said: readonly FrameAnswer[]): boolean =>
  said.some(
    (answer) =>
      answer.outcome === 'described' &&
      answer.faces.some((face) => distance(face.descriptor, descriptor) <= OTHER_VIEW_APART),
  )
