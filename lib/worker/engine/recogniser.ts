import { mirrorChip } from '../../core/recognition/alignment'
import type { DescribedFace } from '../../core/recognition/face'
import { MAX_FACES_PER_FRAME, type FrameResult } from '../../protocol/report'
import { alignFaces, averageDescriptors, describeChips, withoutChip, type AlignedFace } from './describe-faces'
import { createPhotoDescriber } from './describe-photo'
import { findFaces } from './detection/find-faces'
import { createFollower } from './follow-faces'
import { MAX_ROWS, type Nets } from './nets/nets'
import type { DecodePicture, Picture } from './picture'

/**
 * Detector score from which a face of a frame is described. RECOGNITION §3 has .5; at .4 three in a hundred more faces
 * of 30 px are found, and what else it lets through is dropped for its landmarks or weighed down by its score.
 */
const MIN_FRAME_SCORE = 0.4

export interface DescribeOptions {
  readonly signal?: AbortSignal
  /** Told after each frame whose faces are found; the last descriptors follow with the unit's end. */
  readonly onFrame?: (framesDone: number) => void
  /** Waited for after each frame: a device that was told to take it easy rests there. */
  readonly breathe?: () => Promise<void>
  /** Share of the time that may be spent working, above 0 to 1; an engine in a worker makes `breathe` of it. */
  readonly duty?: number
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
    const { signal, onFrame, breathe, mirrored = 'best-views' } = options
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
      await breathe?.()
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

  return { describeFrames, describePhoto: createPhotoDescriber(nets, decode) }
}
export type Recogniser = ReturnType<typeof createRecogniser>
