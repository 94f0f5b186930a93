import { frameSpans, presenceIntervals, type FrameSpans } from '../attendance/frame-time'
import { totalSeconds } from '../attendance/intervals'
import type { PersonId } from '../ids'
import type { Gallery } from '../recognition/gallery'
import { policyFor, RECOGNITION_POLICY, type RecognitionPolicy } from '../recognition/recognition-policy'
import { clusterUnknown } from './cluster-unknown'
import { followFaces, type FaceTrack, type TrackedFace } from './follow-faces'
import { nameTracks, type Naming } from './name-tracks'
import { orderFrames } from './order-frames'
import type { DescribedFrame, Roll, Sighting, Track, UnknownCluster, Verdict } from './roll'

/**
 * Who was seen when: frames → tracks → votes → names → strangers' groups. Pure; the same frames and gallery give the
 * same roll, whoever described them and in whatever order they are passed.
 * @param sampleS time between sampled frames, seconds: what one sighting stands for.
 */
export function takeRoll({
  frames,
  gallery,
  policy: wholePolicy = RECOGNITION_POLICY,
  sampleS,
}: {
  readonly frames: readonly DescribedFrame[]
  readonly gallery: Gallery
  readonly policy?: RecognitionPolicy
  readonly sampleS: number
}): Roll {
  const policy = policyFor(wholePolicy, frames.length)
  const ordered = orderFrames(frames, policy)
  const followed = followFaces(ordered, policy)
  const namings = nameTracks(followed, gallery, policy)
  const strangers = followed.flatMap((_, index) => (namings[index]?.kind === 'unknown' ? [index] : []))
  const clusters = clusterUnknown(
    strangers.flatMap((index) => (followed[index] ? [followed[index]] : [])),
    policy,
  ).map((members) => members.flatMap((member) => strangers[member] ?? []))
  const clusterOf = new Map(clusters.flatMap((members, i) => members.map((index) => [index, i + 1] as const)))

  const tracks = followed.flatMap((track, index): Track[] => {
    const naming = namings[index]
    const first = track[0]
    const last = track.at(-1)
    if (!naming || !first || !last) return []
    const distances = new Map(naming.claim?.votes.map((vote) => [vote.view, vote.match.distance]))
    const sightingOf = (view: TrackedFace): Sighting => ({
      atS: view.atS,
      box: view.face.box,
      quality: view.face.quality.value,
      distance: naming.kind === 'unknown' ? null : (distances.get(view) ?? null),
    })
    return [
      {
        index,
        verdict: verdictOf(naming, gallery.personIds, clusterOf.get(index) ?? null),
        startS: first.atS,
        endS: last.atS,
        best: sightingOf(evidenceView(naming, track) ?? first),
        sightings: track.map(sightingOf),
        accepted:
          naming.kind === 'person'
            ? naming.claim.accepted.map(({ view: { atS, face }, match: { distance, margin } }) => ({
                ...{ atS, box: face.box, distance, margin },
              }))
            : [],
      },
    ]
  })
  const frameTimesS = ordered.map((frame) => frame.atS)
  const spans = frameSpans(frameTimesS, { sampleS })
  return {
    tracks,
    unknown: clusters.flatMap((members, i) => describeCluster(i + 1, members, tracks, spans)),
    frameTimesS,
    faceCount: ordered.reduce((sum, frame) => sum + frame.faces.length, 0),
  }
}

function verdictOf(naming: Naming, personIds: readonly PersonId[], cluster: number | null): Verdict {
  const { claim } = naming
  const match = claim?.votes[0]?.match
  const personId = claim ? personIds[claim.person] : undefined
  if (naming.kind === 'unknown' || !match || personId === undefined)
    return { kind: 'unknown', cluster, distance: match?.distance ?? null }
  const { confidence } = naming
  const found = { personId, distance: match.distance, margin: match.margin, confidence }
  return naming.kind === 'person' ? { kind: 'person', ...found } : { kind: 'review', ...found, why: naming.why }
}

/** The view to show: for a name the nearest vote, for a stranger the clearest view. */
function evidenceView(naming: Naming, track: FaceTrack): TrackedFace | undefined {
  if (naming.kind !== 'unknown') return naming.claim.votes[0]?.view
  const described = track.filter(({ face }) => face.isLocated === undefined)
  return described.reduce<TrackedFace | undefined>(
    (best, view) => (!best || view.face.quality.value > best.face.quality.value ? view : best),
    undefined,
  )
}

function describeCluster(cluster: number, members: readonly number[], tracks: readonly Track[], spans: FrameSpans) {
  const own = members.flatMap((index) => tracks[index] ?? [])
  const sightings = own.flatMap((track) => track.sightings)
  const best = own.map((track) => track.best).reduce<Sighting | null>(better, null)
  if (!best) return []
  const moments = sightings.map((sighting) => sighting.atS)
  const seenS = totalSeconds(presenceIntervals(moments, spans, 0))
  const described: UnknownCluster = { cluster, trackIndexes: [...members], seenS, sightings: sightings.length, best }
  return [described]
}

const better = (one: Sighting | null, two: Sighting): Sighting => (one && one.quality >= two.quality ? one : two)
