import { distanceWithin } from '../recognition/distance'
import type { DescribedFace } from '../recognition/face'
import type { RecognitionPolicy } from '../recognition/recognition-policy'
import { overlap, widthsApart } from './overlap'
import type { DescribedFrame } from './roll'

/** A face at its place in a track. */
export interface TrackedFace {
  /** Index of the frame in the ordered frames. */
  readonly frame: number
  readonly atS: number
  readonly face: DescribedFace
}

/** At most one face a frame, in order of time. */
export type FaceTrack = readonly TrackedFace[]

interface OpenTrack {
  readonly faces: TrackedFace[]
  last: TrackedFace
  /** The best view so far: what the track is compared with when its last view was a poor one. */
  best: TrackedFace
}

/**
 * Follows each face from frame to frame. The nearer the place, the less alike the views need be: a face that stays put
 * may blur, a face that jumps across a cut must be itself beyond doubt. A wrong link costs more than a missing one, for
 * people's evidence is pooled over tracks anyway.
 * @param frames ordered (order-frames.ts).
 */
export function followFaces(frames: readonly DescribedFrame[], policy: RecognitionPolicy): FaceTrack[] {
  const { tracking } = policy
  const tracks: OpenTrack[] = []
  let open: OpenTrack[] = []
  frames.forEach((frame, index) => {
    open = open.filter(
      ({ last }) => index - last.frame <= tracking.maxMissedFrames + 1 && frame.atS - last.atS <= tracking.maxGapS,
    )
    const taken = new Set<DescribedFace>()
    const continued = new Set<OpenTrack>()
    const link = (reach: Reach) => {
      const tracksLeft = open.filter((track) => !continued.has(track))
      const facesLeft = frame.faces.filter((face) => !taken.has(face))
      for (const { track, face } of linksOf(tracksLeft, facesLeft, reach, policy)) {
        if (taken.has(face) || continued.has(track)) continue
        taken.add(face)
        continued.add(track)
        extend(track, { frame: index, atS: frame.atS, face })
      }
    }
    // Neighbours first: whoever sits still is settled before anybody is looked for across the room.
    link('near')
    link('anywhere')
    for (const face of frame.faces) {
      if (taken.has(face)) continue
      const first = { frame: index, atS: frame.atS, face }
      const track = { faces: [first], last: first, best: first }
      tracks.push(track)
      open.push(track)
    }
  })
  return tracks.map((track) => track.faces)
}

type Reach = 'near' | 'anywhere'

/** Every link that could be made into this frame, most certain first. */
function linksOf(
  open: readonly OpenTrack[],
  faces: readonly DescribedFace[],
  reach: Reach,
  { tracking }: RecognitionPolicy,
) {
  const links: { track: OpenTrack; face: DescribedFace; cost: number }[] = []
  for (const track of open) {
    for (const face of faces) {
      const isNear = widthsApart(track.last.face.box, face.box) <= tracking.nearbyWidths
      if (reach === 'near' && !isNear) continue
      const shared = overlap(track.last.face.box, face.box)
      const allowed =
        shared >= tracking.samePlaceIou
          ? tracking.samePlaceDistance
          : isNear
            ? tracking.nearbyDistance
            : tracking.anywhereDistance
      const apart = Math.min(
        distanceWithin(track.last.face.descriptor, 0, face.descriptor, 0, allowed),
        distanceWithin(track.best.face.descriptor, 0, face.descriptor, 0, allowed),
      )
      if (apart <= allowed) links.push({ track, face, cost: apart - OVERLAP_WORTH * shared })
    }
  }
  // The sort is stable and both lists are in a fixed order, so equal costs are settled the same way every time.
  return links.sort((one, two) => one.cost - two.cost)
}
/** Full overlap is worth this much distance. Enough to settle doubts between brothers, too little to overrule a face. */
const OVERLAP_WORTH = 0.1

function extend(track: OpenTrack, face: TrackedFace): void {
  track.faces.push(face)
  track.last = face
  const isDescribed = face.face.isLocated === undefined
  if (isDescribed && face.face.quality.value > track.best.face.quality.value) track.best = face
}
