import { markPeople, type Mark } from '../core/attendance/mark'
import type { AttendancePolicy } from '../core/attendance/policy'
import type { CourseId, JobId, PersonId } from '../core/ids'
import type { AcceptedView, Roll, Sighting, Track, Verdict } from '../core/merging/roll'
import { takeRoll } from '../core/merging/take-roll'
import { buildGallery } from '../core/recognition/gallery'
import { isClaim } from '../core/witness/verified-mark'
import type { Db } from './db'
import { placesByTime, type FramePlace } from './frame-places'
import { loadJobFrames } from './job-frames'
import { loadRoster } from './roster'
import type { StoredUnit } from './units'
import type { Vault } from './vault'

export interface DraftRequest {
  readonly jobId: JobId
  readonly sampleFps: number | null
  readonly courseId: CourseId
  readonly policy: AttendancePolicy
  /** Sightings are many and only explain; while the job runs, they would be written again and again. */
  readonly hasSightings: boolean
}

/** What the machine has to say of a job, before its pictures are cut and it is written. Plain data: it crosses threads. */
export interface RegisterDraft {
  readonly tracks: readonly DraftTrack[]
  readonly marks: readonly Mark[]
  readonly strangers: readonly StoredStranger[]
  /** What each mark of presence rests on: what a witness may look at again. */
  readonly claims: readonly DraftClaim[]
  /** Described frames. */
  readonly frameCount: number
  /** Indexes of tracks that should have a picture. */
  readonly shown: readonly number[]
  /** Where the frames of what is shown and of what is claimed lie, by their time: a long job has too many to list again. */
  readonly places: ReadonlyMap<number, FramePlace>
  /** All sightings as JSON, [trackIndex, atS, box as JSON, quality, distance][]: one text is cheap to hand over and to write. */
  readonly sightings: string | null
}

export interface DraftClaim {
  readonly personId: PersonId
  /** In order of time. */
  readonly views: readonly AcceptedView[]
}

export interface DraftTrack {
  readonly verdict: Verdict
  readonly startS: number
  readonly endS: number
  readonly best: Sighting
}

/** What the report says of each group of strangers; which tracks are theirs, the tracks say. */
export interface StoredStranger {
  readonly cluster: number
  readonly seenS: number
  readonly sightings: number
  readonly firstSeenS: number
  readonly lastSeenS: number
}

/** Reads a job's reports and its course's people, takes the roll and marks everybody. Writes nothing. */
export async function draftRegister(db: Db, vault: Vault, request: DraftRequest): Promise<RegisterDraft> {
  const roster = await loadRoster(db, vault, request.courseId)
  const { frames, units, sampleS, durationS } = await loadJobFrames(db, vault, request)
  const roll = takeRoll({ frames, gallery: buildGallery(roster.templates), sampleS })
  const marks = markPeople({
    roster: roster.personIds,
    roll,
    policy: request.policy,
    classDurationS: durationS,
    sampleS,
  })
  const withPhotos = new Set(roster.templates.map(({ personId }) => personId))
  const claims = listClaims(roll, marks)
  const shown = tracksToShow(roll, marks)
  return {
    tracks: roll.tracks.map(({ verdict, startS, endS, best }) => ({ verdict, startS, endS, best })),
    marks: marks.map((mark) => (withPhotos.has(mark.personId) ? mark : notAssessable(mark))),
    strangers: describeStrangers(roll),
    claims,
    frameCount: frames.length,
    shown,
    places: placesOf(units, [
      ...shown.flatMap((index) => roll.tracks[index]?.best ?? []),
      ...claims.flatMap(({ views }) => views),
    ]),
    sightings: request.hasSightings ? packSightings(roll.tracks) : null,
  }
}

function placesOf(units: readonly StoredUnit[], views: readonly { readonly atS: number }[]): Map<number, FramePlace> {
  const all = placesByTime(units)
  return new Map(
    views.flatMap(({ atS }): [number, FramePlace][] => {
      const place = all.get(atS)
      return place ? [[atS, place]] : []
    }),
  )
}

/** Nobody can be recognised without a photo: saying "absent" would be a claim that nothing supports. */
const notAssessable = (mark: Mark): Mark => ({
  ...mark,
  status: 'review',
  reason: 'No photo is enrolled, so this person could not be recognised.',
  confidence: 0,
})

function describeStrangers({ unknown, tracks }: Roll): StoredStranger[] {
  return unknown.map(({ cluster, seenS, sightings, trackIndexes }) => {
    const own = trackIndexes.flatMap((index) => tracks[index] ?? [])
    return {
      cluster,
      seenS,
      sightings,
      firstSeenS: own.reduce((first, { startS }) => Math.min(first, startS), Infinity),
      lastSeenS: own.reduce((last, { endS }) => Math.max(last, endS), 0),
    }
  })
}

/** More views than this of one person are thinned out evenly: a witness looks at two or three of them. */
const MOST_VIEWS = 60

function listClaims({ tracks }: Roll, marks: readonly Mark[]): DraftClaim[] {
  const viewsOf = new Map<PersonId, AcceptedView[]>()
  for (const { verdict, accepted } of tracks) {
    if (verdict.kind !== 'person') continue
    viewsOf.set(verdict.personId, [...(viewsOf.get(verdict.personId) ?? []), ...accepted])
  }
  return marks.filter(isClaim).map(({ personId }) => {
    const views = (viewsOf.get(personId) ?? []).sort((one, two) => one.atS - two.atS || one.box.x - two.box.x)
    const step = Math.max(1, views.length / MOST_VIEWS)
    const kept = Array.from({ length: Math.min(views.length, MOST_VIEWS) }, (_, i) => views[Math.floor(i * step)])
    return { personId, views: kept.flatMap((view) => view ?? []) }
  })
}

const SHOWN_PER_PERSON = 3
const SHOWN_PER_STRANGER = 4

/**
 * Tracks to keep a picture of: what the marks show, a few more of each person (a later policy may prefer another, and
 * the frames are gone by then), and the clearest of each group of strangers.
 */
function tracksToShow(roll: Roll, marks: readonly Mark[]): number[] {
  const named = new Map<PersonId, Track[]>()
  for (const track of roll.tracks) {
    if (track.verdict.kind === 'unknown') continue
    const own = named.get(track.verdict.personId)
    if (own) own.push(track)
    else named.set(track.verdict.personId, [track])
  }
  const ofPeople = [...named.values()].flatMap((tracks) =>
    tracks.sort((one, two) => sureness(two) - sureness(one)).slice(0, SHOWN_PER_PERSON),
  )
  const ofStrangers = roll.unknown.flatMap(({ trackIndexes }) =>
    trackIndexes
      .flatMap((index) => roll.tracks[index] ?? [])
      .sort((one, two) => two.best.quality - one.best.quality)
      .slice(0, SHOWN_PER_STRANGER),
  )
  const ofMarks = marks.flatMap(({ best }) => (best ? [best.trackIndex] : []))
  return [...new Set([...ofMarks, ...[...ofPeople, ...ofStrangers].map(({ index }) => index)])]
}

export const sureness = ({ verdict }: Pick<Track, 'verdict'>): number =>
  verdict.kind === 'unknown' ? 0 : verdict.confidence

const packSightings = (tracks: readonly Track[]): string =>
  JSON.stringify(
    tracks.flatMap(({ index, sightings }) =>
      sightings.map(({ atS, box, quality, distance }) => [index, atS, JSON.stringify(box), quality, distance]),
    ),
  )
