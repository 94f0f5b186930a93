import type { PersonId } from '../ids'
import type { Roll, Sighting, Track } from '../merging/roll'
import { frameSpans, presenceIntervals, type FrameSpans } from './frame-time'
import { totalSeconds, type Interval } from './intervals'
import { markConfidence } from './mark-confidence'
import { DEFAULT_ATTENDANCE_POLICY, type AttendancePolicy } from './policy'
import { reasonFor } from './reason'
import { decideStatus, type Standing } from './status'

/** What the machine may say. `excused` is a human's word only and never comes from here. */
export type MarkStatus = 'present' | 'late' | 'left-early' | 'absent' | 'review'

/** The register's line for one person. */
export interface Mark {
  readonly personId: PersonId
  readonly status: MarkStatus
  /** One plain sentence, no name in it. */
  readonly reason: string
  readonly firstSeenS: number | null
  readonly lastSeenS: number | null
  /** Seconds covered by the intervals. */
  readonly seenS: number
  readonly sightings: number
  /** Probability that the status is right as far as recognition goes, 0..1 (mark-confidence.ts). */
  readonly confidence: number
  readonly intervals: readonly Interval[]
  /** The view to show with the mark, and its track. For `review` the view that is in doubt. */
  readonly best: { readonly trackIndex: number; readonly view: Sighting } | null
}

/**
 * Marks everybody on the roster by the course's policy. Cheap: changing the policy marks again without recognising.
 * @param classDurationS length of the class (or the video), where presence ends; @param sampleS as for `takeRoll`.
 */
export function markPeople({
  roster,
  roll,
  policy = DEFAULT_ATTENDANCE_POLICY,
  classDurationS,
  sampleS,
}: {
  readonly roster: readonly PersonId[]
  readonly roll: Roll
  readonly policy?: AttendancePolicy
  readonly classDurationS: number
  readonly sampleS: number
}): Mark[] {
  const spans = frameSpans(roll.frameTimesS, { sampleS, untilS: classDurationS })
  const certain = tracksByPerson(roll.tracks, 'person')
  const doubtful = tracksByPerson(roll.tracks, 'review')
  const fillGapS = Math.max(policy.fillGapS, 3 * sampleS)
  const frameSeconds = totalSeconds([...spans.values()])

  return roster.map((personId) => {
    const tracks = certain.get(personId) ?? []
    const doubts = doubtful.get(personId) ?? []
    const moments = momentsOf(tracks)
    const intervals = presenceIntervals(moments, spans, fillGapS)
    const first = intervals[0]
    const last = intervals.at(-1)
    const standing: Standing = {
      intervals,
      seenS: totalSeconds(intervals),
      framePct: frameSeconds > 0 ? Math.round((100 * secondsOf(moments, spans)) / frameSeconds) : 0,
      doubt: strongest(doubts)?.verdict ?? null,
      classDurationS,
    }
    const status = decideStatus(standing, policy)
    const shown = strongest(tracks) ?? (status.kind === 'review' ? strongest(doubts) : null)
    return {
      personId,
      status: status.kind,
      reason: reasonFor(status, standing),
      firstSeenS: first?.startS ?? null,
      lastSeenS: last?.endS ?? null,
      seenS: standing.seenS,
      sightings: moments.length,
      confidence: markConfidence(status.kind, tracks, doubts),
      intervals,
      best: shown ? { trackIndex: shown.index, view: shown.best } : null,
    }
  })
}

function tracksByPerson(tracks: readonly Track[], kind: 'person' | 'review'): Map<PersonId, Track[]> {
  const byPerson = new Map<PersonId, Track[]>()
  for (const track of tracks) {
    if (track.verdict.kind !== kind) continue
    const own = byPerson.get(track.verdict.personId)
    if (own) own.push(track)
    else byPerson.set(track.verdict.personId, [track])
  }
  return byPerson
}

/** Frame times of a person's sightings; a frame counts once. */
const momentsOf = (tracks: readonly Track[]): number[] => [
  ...new Set(tracks.flatMap((track) => track.sightings.map((sighting) => sighting.atS))),
]

const secondsOf = (moments: readonly number[], spans: FrameSpans): number =>
  totalSeconds(moments.flatMap((atS) => spans.get(atS) ?? []))

/** The track with the most certain name; the earlier one of equals. */
function strongest(tracks: readonly Track[]): Track | null {
  return tracks.reduce<Track | null>((best, track) => (best && sureness(best) >= sureness(track) ? best : track), null)
}
const sureness = ({ verdict }: Track) => (verdict.kind === 'unknown' ? 0 : verdict.confidence)
