import { markPeople, type Mark } from '../core/attendance/mark'
import type { CourseId, JobId, PersonId, SessionId } from '../core/ids'
import type { Roll, Track } from '../core/merging/roll'
import { takeRoll } from '../core/merging/take-roll'
import { buildGallery } from '../core/recognition/gallery'
import { readCropKey, cropKeyOf, cutCrops, type CropKey } from './crops'
import type { BlobStore } from './blob-store'
import type { Database } from './db'
import { findJob, findNewestJob, type StoredJob } from './jobs'
import { loadJobFrames } from './job-frames'
import { readPolicy } from './policy-text'
import { loadRoster } from './roster'
import type { Vault } from './vault'
import { writeRegister } from './write-register'

export interface RegisterParts {
  readonly db: Database
  readonly vault: Vault
  readonly blobs: BlobStore
}

/**
 * Takes the roll from what a job's workers have reported so far and writes it: tracks, marks and the crops that show
 * them. May be called while the job runs (the caller throttles) and once more at its end, before the frames go. The
 * same reports give the same register, whenever and however often it is called; overrides are left alone.
 *
 * Does nothing for a job that is gone or that is no longer its session's newest.
 */
export async function refreshRegister(parts: RegisterParts, jobId: JobId): Promise<void> {
  const job = await findJob(parts.db, jobId)
  if (!job) return
  const newest = await findNewestJob(parts.db, job.sessionId)
  if (newest?.jobId !== jobId) return
  await takeRegister(parts, job)
}

/** After a change of policy, roster or photos: the same reports, marked again. Nothing is recognised again. */
export async function remarkSession(parts: RegisterParts, sessionId: SessionId): Promise<void> {
  const job = await findNewestJob(parts.db, sessionId)
  if (job && job.phase !== 'cancelled') await takeRegister(parts, job)
}

async function takeRegister({ db, vault, blobs }: RegisterParts, job: StoredJob): Promise<void> {
  const { jobId, sessionId } = job
  const session = await db.classSession.findUnique({
    where: { id: sessionId },
    select: { course: { select: { id: true, policy: true } } },
  })
  if (!session) return
  const roster = await loadRoster(db, vault, session.course.id as CourseId)
  const { frames, units, sampleS, durationS } = await loadJobFrames(db, vault, job)

  const roll = takeRoll({ frames, gallery: buildGallery(roster.templates), sampleS })
  const policy = readPolicy(session.course.policy)
  const marks = markPeople({ roster: roster.personIds, roll, policy, classDurationS: durationS, sampleS })
  const withPhotos = new Set(roster.templates.map(({ personId }) => personId))

  const shown = tracksToShow(roll, marks)
  const crops = await cutCrops(
    blobs,
    { sessionId, jobId, units },
    shown.map(({ best }) => best),
  )
  const cropOf = (track: Track | undefined): CropKey | null => {
    const key = track && cropKeyOf(sessionId, jobId, track.best)
    return key !== undefined && crops.has(key) ? key : null
  }
  const stale = await writeRegister(db, {
    sessionId,
    jobId,
    // Sightings are many and only explain; while the job runs, they would be written again and again.
    hasSightings: job.phase !== 'feeding' && job.phase !== 'working',
    unknown: roll.unknown,
    tracks: roll.tracks.map((track) => ({ track, cropKey: cropOf(track) })),
    marks: marks.map((mark) => ({
      mark: withPhotos.has(mark.personId) ? mark : notAssessable(mark),
      cropKey: (mark.best ? cropOf(roll.tracks[mark.best.trackIndex]) : null) ?? anyCropOf(roll, mark.personId, cropOf),
    })),
  })
  for (const key of stale) {
    const crop = readCropKey(key)
    if (crop) await blobs.delete(crop.blobKey)
  }
}

/** Nobody can be recognised without a photo: saying "absent" would be a claim that nothing supports. */
const notAssessable = (mark: Mark): Mark => ({
  ...mark,
  status: 'review',
  reason: 'No photo is enrolled, so this person could not be recognised.',
  confidence: 0,
})

const SHOWN_PER_PERSON = 3
const SHOWN_PER_STRANGER = 4

/**
 * Tracks to keep a picture of: what the marks show, a few more of each person (a later policy may prefer another, and
 * the frames are gone by then), and the clearest of each group of strangers.
 */
function tracksToShow(roll: Roll, marks: readonly Mark[]): Track[] {
  const named = new Map<PersonId, Track[]>()
  for (const track of roll.tracks) {
    if (track.verdict.kind === 'unknown') continue
    named.set(track.verdict.personId, [...(named.get(track.verdict.personId) ?? []), track])
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
  const ofMarks = marks.flatMap(({ best }) => (best ? (roll.tracks[best.trackIndex] ?? []) : []))
  return [...new Set([...ofMarks, ...ofPeople, ...ofStrangers])]
}

const sureness = ({ verdict }: Track): number => (verdict.kind === 'unknown' ? 0 : verdict.confidence)

/** Another picture of the same person, where the best view's own could not be cut. */
function anyCropOf(roll: Roll, personId: PersonId, cropOf: (track: Track) => CropKey | null): CropKey | null {
  const own = roll.tracks.filter(({ verdict }) => verdict.kind === 'person' && verdict.personId === personId)
  return own.sort((one, two) => sureness(two) - sureness(one)).flatMap((track) => cropOf(track) ?? [])[0] ?? null
}
