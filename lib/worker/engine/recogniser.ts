import { mirrorChip } from '../../core/recognition/alignment'
import type { DescribedFace, Descriptor, FaceQuality } from '../../core/recognition/face'
import type { FrameResult } from '../../protocol/report'
import { averageDescriptors, describeChips, withoutChip } from './describe-faces'
import { createPhotoDescriber } from './describe-photo'
import { MAX_ROWS, type Nets } from './nets/nets'
import { createExaminer } from './operations/examine-pictures'
import type { PictureCodec } from './picture'
import { standInFor, viewsToDescribe, type Sight, type UnitTrack } from './unit-tracks'
import { createUnitWatch } from './watch-unit'

export interface DescribeOptions {
  readonly signal?: AbortSignal
  /** Told after each frame whose faces are found; the descriptors follow with the unit's end. */
  readonly onFrame?: (framesDone: number) => void
  /** Waited for after each frame: a device that was told to take it easy rests there. */
  readonly breathe?: () => Promise<void>
  /** Share of the time that may be spent working, above 0 to 1; an engine in a worker makes `breathe` of it. */
  readonly duty?: number
  /** `every`: each face of each frame is found and described for itself, as engines do that follow nobody. */
  readonly views?: 'best' | 'every'
  /** Whether a view is described with its mirror image too; `none` is for comparing with engines that don't. */
  readonly mirrored?: 'all' | 'none'
}

/**
 * The lean pipeline over one backend's nets: decode, find, follow, align, describe. Knows neither names nor the platform. Of each
 * face of a unit the best views are described, in full batches and with their mirror images (worth a point of recall);
 * in the other frames it is only located.
 */
export function createRecogniser(nets: Nets, { decode, encode }: PictureCodec) {
  async function describeFrames(jpegs: readonly Uint8Array[], options: DescribeOptions = {}): Promise<FrameResult[]> {
    const { signal, onFrame, breathe, views = 'best', mirrored = 'all' } = options
    const watch = createUnitWatch(nets, { isThorough: views === 'every' })
    const isRead: boolean[] = []
    // The next frame is decoded while the nets work on this one.
    let next = jpegs[0] ? decode(jpegs[0]) : null
    for (const index of jpegs.keys()) {
      signal?.throwIfAborted()
      const picture = await next
      const following = jpegs[index + 1]
      next = following ? decode(following) : null
      isRead.push(picture !== null)
      if (picture) await watch.look(picture, index)
      onFrame?.(index + 1)
      await breathe?.()
    }
    const tracks = watch.tracks()
    const described = await describeViews(tracks.flatMap(viewsToDescribe), mirrored === 'all', signal)
    const facesOf = jpegs.map((): DescribedFace[] => [])
    for (const track of tracks) addFaces(track, described, facesOf)
    return facesOf.map((faces, index) =>
      isRead[index] ? { outcome: 'described', faces } : { outcome: 'failed', reason: 'undecodable' },
    )
  }

  async function describeViews(
    views: readonly Sight[],
    isMirrored: boolean,
    signal: AbortSignal | undefined,
  ): Promise<ReadonlyMap<Sight, DescribedFace>> {
    const chips = views.flatMap(({ aligned }) => {
      if (!aligned) return []
      return isMirrored ? [aligned.chip, mirrorChip(aligned.chip)] : [aligned.chip]
    })
    const descriptors: Descriptor[] = []
    for (let start = 0; start < chips.length; start += MAX_ROWS) {
      signal?.throwIfAborted()
      descriptors.push(...(await describeChips(nets, chips.slice(start, start + MAX_ROWS))))
    }
    return new Map(
      views.flatMap((view, i) => {
        const plain = descriptors[isMirrored ? 2 * i : i]
        const mirror = isMirrored ? descriptors[2 * i + 1] : plain
        if (!view.aligned || !plain || !mirror) return []
        return [[view, withoutChip(view.aligned, isMirrored ? averageDescriptors(plain, mirror) : plain)] as const]
      }),
    )
  }

  return {
    describeFrames,
    describePhoto: createPhotoDescriber(nets, decode),
    examine: createExaminer(nets, decode, encode),
  }
}
export type Recogniser = ReturnType<typeof createRecogniser>

/** A track without a view that could be described was no face: the net found no landmarks in it. */
function addFaces(
  track: UnitTrack,
  described: ReadonlyMap<Sight, DescribedFace>,
  facesOf: readonly DescribedFace[][],
): void {
  const views = track.sights.filter((sight) => described.has(sight))
  for (const sight of track.sights) {
    const own = described.get(sight)
    const standIn = standInFor(sight, views)
    const other = standIn && described.get(standIn)
    if (own) facesOf[sight.frame]?.push(own)
    else if (other) facesOf[sight.frame]?.push(locatedFace(sight, other.descriptor))
  }
}

function locatedFace({ box, score, aligned }: Sight, descriptor: Descriptor): DescribedFace {
  const quality = aligned?.quality ?? { ...NOT_JUDGED, widthPx: box.width }
  return { box, score, landmarks: [], quality, descriptor, isLocated: true }
}
/** Nobody looked closely: the number that ranks views is the lowest. */
const NOT_JUDGED: FaceQuality = { value: 0, widthPx: 0, sharpness: 0, brightness: 0, yaw: 0, rollDeg: 0 }
