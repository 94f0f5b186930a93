import { overlap } from '../merging/overlap'
import { distanceWithin } from '../recognition/distance'
import type { DescribedFace } from '../recognition/face'
import type { FrameAnswer } from './agreement'

/** Views of one person seconds apart lie nearer than this, views of two people seldom do. */
const SAME_PERSON = 0.6
const SAME_PLACE = 0.4
/** With fewer faces that stay put around a unit nothing can be said about it: a cut, a pan, an empty room. */
const FEWEST_STAYING = 3
/** People turn away, one or two at a time; not most of them at once and only for as long as one unit lasts. */
const MOST_BROKEN = 0.5

/**
 * Whether most faces that are at the same place before and after a unit are missing or are others in it. Neighbouring units
 * go to different devices, so this costs nothing and shows where a device's answers don't fit those of two others. Raises a
 * doubt, proves nothing.
 */
export function isBroken(before: FrameAnswer, unit: readonly FrameAnswer[], after: FrameAnswer): boolean {
  const staying = facesOf(before).filter((face) => goesOn(face, facesOf(after)))
  if (staying.length < FEWEST_STAYING) return false
  const within = unit.flatMap(facesOf)
  const broken = staying.filter((face) => !goesOn(face, within))
  return broken.length > MOST_BROKEN * staying.length
}

const facesOf = (answer: FrameAnswer): readonly DescribedFace[] => (answer.outcome === 'described' ? answer.faces : [])

const goesOn = (face: DescribedFace, faces: readonly DescribedFace[]): boolean =>
  faces.some(
    (other) =>
      overlap(face.box, other.box) >= SAME_PLACE &&
      distanceWithin(face.descriptor, 0, other.descriptor, 0, SAME_PERSON) <= SAME_PERSON,
  )
