import type { DescribedFace } from '../../core/recognition/face'
import { judgePhoto, type PhotoProblem } from '../../core/recognition/photo'
import { fail, ok, type Result } from '../../core/result'
import { MAX_FACES_PER_FRAME, type FrameResult } from '../../protocol/report'
import { alignFaces, describeChips, FACES_PER_RUN, type AlignedFace } from './describe-faces'
import { findFaces, findPortrait } from './detection/find-faces'
import type { Nets } from './nets/nets'
import type { DecodePicture, Picture } from './picture'

/** Detector score from which a face of a frame is evidence (RECOGNITION §3). */
const MIN_FRAME_SCORE = 0.5

/** The one face of an enrolment photo and what the page shows of it. */
export interface DescribedPhoto {
  readonly face: DescribedFace
  readonly widthPx: number
  readonly heightPx: number
  /** The aligned 150 px face as an `ImageData` takes it: row-major [150, 150, 4]. */
  readonly chip: Uint8ClampedArray<ArrayBuffer>
}

export interface DescribeOptions {
  readonly signal?: AbortSignal
  /** Told after each frame whose faces are found; their descriptors follow with the unit's last ones. */
  readonly onFrame?: (framesDone: number) => void
}

/**
 * The lean pipeline over one backend's nets: decode, find, align, describe. Knows neither names nor the platform.
 * The descriptors of all faces of a unit are computed together, in full batches.
 */
export function createRecogniser(nets: Nets, decode: DecodePicture) {
  async function describeFrames(jpegs: readonly Uint8Array[], options: DescribeOptions = {}): Promise<FrameResult[]> {
    const results: FrameResult[] = []
    const faces: DescribedFace[][] = []
    const waiting: { readonly face: AlignedFace; readonly into: DescribedFace[]; readonly place: number }[] = []

    const flush = async (least: number) => {
      while (waiting.length >= least && waiting.length > 0) {
        options.signal?.throwIfAborted()
        const batch = waiting.splice(0, FACES_PER_RUN)
        const descriptors = await describeChips(
          nets.descriptor,
          batch.map(({ face }) => face.chip),
        )
        batch.forEach(({ face, into, place }, i) => {
          const descriptor = descriptors[i]
          if (descriptor) into[place] = withoutChip(face, descriptor)
        })
      }
    }

    // The next frame is decoded while the nets work on this one.
    let next = jpegs[0] ? decode(jpegs[0]) : null
    for (const [index] of jpegs.entries()) {
      options.signal?.throwIfAborted()
      const picture = await next
      const following = jpegs[index + 1]
      next = following ? decode(following) : null
      if (!picture) {
        results.push({ outcome: 'failed', reason: 'undecodable' })
      } else {
        const boxes = await findFaces(nets.ssd, picture, MIN_FRAME_SCORE)
        const aligned = await alignFaces(nets.landmarks, picture, boxes.slice(0, MAX_FACES_PER_FRAME))
        const into: DescribedFace[] = []
        faces.push(into)
        aligned.forEach((face, place) => waiting.push({ face, into, place }))
        results.push({ outcome: 'described', faces: into })
        await flush(FACES_PER_RUN)
      }
      options.onFrame?.(index + 1)
    }
    await flush(0)
    return results
  }

  async function describePhoto(encoded: Uint8Array): Promise<Result<DescribedPhoto, PhotoProblem>> {
    const picture = await decode(encoded)
    if (!picture) return fail({ type: 'not-a-picture' })
    const faces = await alignFaces(nets.landmarks, picture, await findPortrait(nets, picture))
    const judged = judgePhoto(faces, picture)
    if (!judged.ok) return judged
    const [descriptor] = await describeChips(nets.descriptor, [judged.value.chip])
    if (!descriptor) throw new Error('one chip in, no descriptor out')
    const { widthPx, heightPx } = picture
    return ok({ face: withoutChip(judged.value, descriptor), widthPx, heightPx, chip: toRgba(judged.value.chip) })
  }

  return { describeFrames, describePhoto }
}
export type Recogniser = ReturnType<typeof createRecogniser>

function withoutChip({ box, score, landmarks, quality }: AlignedFace, descriptor: Float32Array): DescribedFace {
  return { box, score, landmarks, quality, descriptor }
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

export type { Picture }
