import { mirrorChip } from '../../core/recognition/alignment'
import { distance } from '../../core/recognition/distance'
import type { Box } from '../../core/recognition/face'
import type { WitnessedFace, WitnessFrame } from '../../protocol/witness'
import { alignFaces, averageDescriptors, describeChips, type AlignedFace } from './describe-faces'
import { hasFaceAt } from './detection/find-faces'
import type { Nets } from './nets/nets'
import type { DecodePicture } from './picture'

/**
 * Looks again at places where somebody claims a face: no search through the frame, only what is at each box. Null where
 * this engine finds no face there, or where the frame is no picture.
 *
 * A device describes some views with their mirror image and some without (recogniser.ts), so both are tried here, and the
 * one that is nearer to what was claimed is the answer. Both are this engine's own: a claim can choose between them, but
 * not put anything in their place.
 */
export async function describeAt(
  nets: Nets,
  decode: DecodePicture,
  frames: readonly WitnessFrame[],
): Promise<(WitnessedFace | null)[][]> {
  const answers: (WitnessedFace | null)[][] = frames.map(({ views }) => views.map(() => null))
  const found: {
    readonly face: AlignedFace
    readonly claimed: Float32Array
    readonly place: readonly [number, number]
  }[] = []
  for (const [frame, { jpeg, views }] of frames.entries()) {
    const picture = await decode(jpeg)
    if (!picture) continue
    for (const [view, { box, descriptor }] of views.entries()) {
      if (!isSound(box) || !(await hasFaceAt(nets, picture, box))) continue
      const [face] = await alignFaces(nets, picture, [{ box, score: 1 }])
      if (face) found.push({ face, claimed: descriptor, place: [frame, view] })
    }
  }
  const chips = found.flatMap(({ face }) => [face.chip, mirrorChip(face.chip)])
  const descriptors = await describeChips(nets, chips)
  found.forEach(({ face, claimed, place: [frame, view] }, i) => {
    const plain = descriptors[2 * i]
    const mirror = descriptors[2 * i + 1]
    const row = answers[frame]
    if (!plain || !mirror || !row) return
    const both = averageDescriptors(plain, mirror)
    const isPlain = distance(plain, claimed) < distance(both, claimed)
    const { widthPx, value: quality } = face.quality
    row[view] = { descriptor: isPlain ? plain : both, widthPx, quality }
  })
  return answers
}

/** What a claim may say of a place; the rest would only be resampled into a smear. */
const isSound = ({ x, y, width, height }: Box): boolean =>
  [x, y, width, height].every(Number.isFinite) && width >= 1 && height >= 1
