import { distance } from '../recognition/distance'
import { DESCRIPTOR_LENGTH, type DescribedFace } from '../recognition/face'
import type { RecognitionPolicy } from '../recognition/recognition-policy'
import { containment, overlap } from './overlap'
import type { DescribedFrame } from './roll'

/**
 * Brings frames and their faces into an order that depends on nothing but what is in them, so that a roll can't depend
 * on who reported first; drops the weaker of two boxes over one face, and faces whose numbers are no numbers.
 */
export function orderFrames(frames: readonly DescribedFrame[], policy: RecognitionPolicy): DescribedFrame[] {
  return frames
    .filter((frame) => Number.isFinite(frame.atS))
    .map((frame) => ({ atS: frame.atS, faces: withoutDoubles(frame.faces.filter(isSound), policy).sort(byPlace) }))
    .sort((one, two) => one.atS - two.atS || byFaces(one.faces, two.faces))
}

function withoutDoubles(faces: readonly DescribedFace[], { tracking }: RecognitionPolicy): DescribedFace[] {
  const kept: DescribedFace[] = []
  const strongestFirst = [...faces].sort((one, two) => two.score - one.score || byPlace(one, two))
  for (const face of strongestFirst) {
    const isDouble = kept.some(
      (other) =>
        overlap(face.box, other.box) > tracking.duplicateIou ||
        (containment(face.box, other.box) > 0.8 &&
          distance(face.descriptor, other.descriptor) < tracking.samePlaceDistance),
    )
    if (!isDouble) kept.push(face)
  }
  return kept
}

function isSound({ box, score, descriptor }: DescribedFace): boolean {
  return (
    [box.x, box.y, box.width, box.height, score].every(Number.isFinite) &&
    descriptor.length === DESCRIPTOR_LENGTH &&
    Number.isFinite(descriptor.reduce((sum, value) => sum + value, 0))
  )
}

function byPlace(one: DescribedFace, two: DescribedFace): number {
  return (
    one.box.x - two.box.x ||
    one.box.y - two.box.y ||
    one.box.width - two.box.width ||
    one.box.height - two.box.height ||
    one.score - two.score ||
    (one.descriptor[0] ?? 0) - (two.descriptor[0] ?? 0)
  )
}

function byFaces(one: readonly DescribedFace[], two: readonly DescribedFace[]): number {
  if (one.length !== two.length) return one.length - two.length
  for (let i = 0; i < one.length; i++) {
    const a = one[i]
    const b = two[i]
    const order = a && b ? byPlace(a, b) : 0
    if (order !== 0) return order
  }
  return 0
}
