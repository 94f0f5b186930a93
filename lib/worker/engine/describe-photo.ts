import { mirrorChip } from '../../core/recognition/alignment'
import type { DescribedFace } from '../../core/recognition/face'
import { PHOTO_GATE, type PhotoGate, type PhotoProblem } from '../../core/recognition/photo'
import { fail, ok, type Result } from '../../core/result'
import { averageDescriptors, describeChips, withoutChip } from './describe-faces'
import { lookAtPhoto } from './look-at-photo'
import type { Nets } from './nets/nets'
import type { DecodePicture } from './picture'

/** The one face of an enrolment photo and what the page shows of it. */
export interface DescribedPhoto {
  readonly face: DescribedFace
  readonly widthPx: number
  readonly heightPx: number
  /** The aligned 150 px face as an `ImageData` takes it: row-major [150, 150, 4]. */
  readonly chip: Uint8ClampedArray<ArrayBuffer>
}

/** Photos of one person: the face is looked for harder than in a video, and there is one of it or a reason. */
export function createPhotoDescriber(nets: Nets, decode: DecodePicture) {
  return async (encoded: Uint8Array, gate: PhotoGate = PHOTO_GATE): Promise<Result<DescribedPhoto, PhotoProblem>> => {
    const picture = await decode(encoded)
    if (!picture) return fail({ type: 'not-a-picture' })
    const { judged } = await lookAtPhoto(nets, picture, gate)
    if (!judged.ok) return judged
    const { chip } = judged.value
    const [plain, mirror] = await describeChips(nets, [chip, mirrorChip(chip)])
    if (!plain || !mirror) throw new Error('two chips in, fewer descriptors out')
    const descriptor = averageDescriptors(plain, mirror)
    const { widthPx, heightPx } = picture
    return ok({ face: withoutChip(judged.value, descriptor), widthPx, heightPx, chip: toRgba(chip) })
  }
}

function toRgba(chip: Float32Array): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray((chip.length / 3) * 4)
  for (let i = 0, to = 0; i < chip.length; i += 3, to += 4) {
    rgba[to] = chip[i] ?? 0
    rgba[to + 1] = chip[i + 1] ?? 0
    rgba[to + 2] = chip[i + 2] ?? 0
    rgba[to + 3] = 255
  }
  return rgba
}
