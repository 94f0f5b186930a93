import { mirrorChip } from '../../core/recognition/alignment'
import type { DescribedFace } from '../../core/recognition/face'
import { judgePhoto, type PhotoProblem } from '../../core/recognition/photo'
import { fail, ok, type Result } from '../../core/result'
import { MAX_FACES_PER_FRAME, type FrameResult } from '../../protocol/report'
import { alignFaces, averageDescriptors, describeChips, type AlignedFace } from './describe-faces'
import { findFaces, findPortrait } from './detection/find-faces'
import { createFollower } from './follow-faces'
import { MAX_ROWS, type Nets } from './nets/nets'
import type { DecodePicture, Picture } from './picture'

/**
 * Detector score from which a face of a frame is described. RECOGNITION §3 has .5; at .4 three in a hundred more faces
 * of 30 px are found, and what else it lets through is dropped for its landmarks or weighed down by its score.
 */
const MIN_FRAME_SCORE = 0.4

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
  /** Told after each frame whose faces are found; the last descriptors follow with the unit's end. */
  readonly onFrame?: (framesDone: number) => void
  /** Which views are described with their mirror image too. `none` is for comparing with engines that don't. */
  readonly mirrored?: 'best-views' | 'none'
}

/** Where a face's descriptor goes when it is there. */
interface Place {
  readonly faces: DescribedFace[]
  readonly index: number
}

/**
 * The lean pipeline over one backend's nets: decode, find, align, describe. Knows neither names nor the platform.
 * The faces of all frames of a unit are described together, in full batches.
 */
export function createRecogniser(nets: Nets, decode: DecodePicture) {
  async function describeFrames(jpegs: readonly Uint8Array[], options: DescribeOptions = {}): Promise<FrameResult[]> {
    const { signal, onFrame, mirrored = 'best-views' } = options
    const results: FrameResult[] = []
    const follower = createFollower<Place>()
    const waiting: { readonly face: AlignedFace; readonly place: Place }[] = []

    const describeWaiting = async (least: number) => {
      while (waiting.length > 0 && waiting.length >= least) {
        signal?.throwIfAborted()
        const batch = waiting.splice(0, MAX_ROWS)
        const descriptors = await describeChips(
          nets,
          batch.map(({ face }) => face.chip),
        )
        batch.forEach(({ face, place }, i) => {
          const descriptor = descriptors[i]
          if (descriptor) place.faces[place.index] = withoutChip(face, descriptor)
        })
      }
    }

    // The next frame is decoded while the nets work on this one.
    let next = jpegs[0] ? decode(jpegs[0]) : null
    for (const index of jpegs.keys()) {
      signal?.throwIfAborted()
      const picture = await next
      const following = jpegs[index + 1]
      next = following ? decode(following) : null
      if (picture) {
        const faces: DescribedFace[] = []
        const views = (await findAligned(picture)).map((face, i) => ({ face, place: { faces, index: i } }))
        follower.add(views)
        waiting.push(...views)
        results.push({ outcome: 'described', faces })
        await describeWaiting(MAX_ROWS)
      } else {
        results.push({ outcome: 'failed', reason: 'undecodable' })
      }
      onFrame?.(index + 1)
    }
    await describeWaiting(0)
    if (mirrored === 'best-views') await addMirrors(follower.bestViews(), signal)
    return results
  }

  async function findAligned(picture: Picture): Promise<AlignedFace[]> {
    const boxes = await findFaces(nets.ssd, picture, MIN_FRAME_SCORE)
    return alignFaces(nets, picture, boxes.slice(0, MAX_FACES_PER_FRAME))
  }

  async function addMirrors(
    views: ReturnType<ReturnType<typeof createFollower<Place>>['bestViews']>,
    signal?: AbortSignal,
  ) {
    for (let start = 0; start < views.length; start += MAX_ROWS) {
      signal?.throwIfAborted()
      const part = views.slice(start, start + MAX_ROWS)
      const mirrors = await describeChips(
        nets,
        part.map(({ face }) => mirrorChip(face.chip)),
      )
      part.forEach(({ place }, i) => {
        const described = place.faces[place.index]
        const mirror = mirrors[i]
        if (!described || !mirror) return
        place.faces[place.index] = { ...described, descriptor: averageDescriptors(described.descriptor, mirror) }
      })
    }
  }

  async function describePhoto(encoded: Uint8Array): Promise<Result<DescribedPhoto, PhotoProblem>> {
    const picture = await decode(encoded)
    if (!picture) return fail({ type: 'not-a-picture' })
    const faces = await alignFaces(nets, picture, await findPortrait(nets, picture))
    const judged = judgePhoto(faces, picture)
    if (!judged.ok) return judged
    const { chip } = judged.value
    const [plain, mirror] = await describeChips(nets, [chip, mirrorChip(chip)])
    if (!plain || !mirror) throw new Error('two chips in, fewer descriptors out')
    const descriptor = averageDescriptors(plain, mirror)
    const { widthPx, heightPx } = picture
    return ok({ face: withoutChip(judged.value, descriptor), widthPx, heightPx, chip: toRgba(chip) })
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
