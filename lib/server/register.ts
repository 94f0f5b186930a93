import { brand, type CourseId, type Instant, type JobId, type PersonId, type SessionId } from '../core/ids'
import type { MarkEvidence } from '../core/trust/event'
import type { BlobStore } from './blob-store'
import { cropKeyOf, cutCrops, readCropKey, type CropKey } from './crops'
import type { Database } from './db'
import { findJob, findNewestRoll, type StoredJob } from './jobs'
import { readPolicy } from './policy-text'
import { verifyMarks, type Lie, type MarksToVerify } from './verify-marks'
import { draftRegister, sureness, type DraftRequest, type DraftTrack, type RegisterDraft } from './register-draft'
import { getRollThread } from './roll-thread'
import { evidenceOf } from './trust-evidence'
import type { Vault } from './vault'
import { getWitness } from './witness'
import { writeRegister } from './write-register'

export interface RegisterParts {
  readonly db: Database
  readonly vault: Vault
  readonly blobs: BlobStore
}

/**
 * Takes the roll from what a job's workers have reported so far and writes it: tracks, marks and the crops that show
 * them. May be called while the job runs (the caller throttles) and once more at its end, before the frames go. The
 * same reports give the same register, whenever and however often it is called; overrides are left alone. While the job
 * is merging, a witness looks again at what each mark of presence rests on; what turned out to be false is returned.
 *
 * Does nothing for a job that is gone or that is no longer its session's newest.
 */
export async function refreshRegister(parts: RegisterParts, jobId: JobId): Promise<readonly Lie[]> {
  const job = await findJob(parts.db, jobId)
  if (!job) return []
  const newest = await findNewestRoll(parts.db, job.sessionId)
  if (newest?.jobId !== jobId) return []
  return takeRegister(parts, job)
}

/** What the register would say now, as evidence for trust. Writes nothing. */
export async function drawMarks({ db, vault }: RegisterParts, jobId: JobId): Promise<MarkEvidence[]> {
  const job = await findJob(db, jobId)
  const request = job && (await requestFor(db, job))
  if (!request) return []
  const wanted = { ...request, hasSightings: true }
  return evidenceOf(db, jobId, await (getRollThread()?.draft(wanted) ?? draftRegister(db, vault, wanted)))
}

/** After a change of policy, roster or photos: the same reports, marked again. Nothing is recognised again. */
export async function remarkSession(parts: RegisterParts, sessionId: SessionId): Promise<void> {
  const job = await findNewestRoll(parts.db, sessionId)
  if (job && job.phase !== 'cancelled') await takeRegister(parts, job)
}

async function takeRegister({ db, vault, blobs }: RegisterParts, job: StoredJob): Promise<readonly Lie[]> {
  const { jobId, sessionId } = job
  const request = await requestFor(db, job)
  if (!request) return []
  if (stageOf(job) === 'ending') getWitness()?.wake()
  const draft = await (getRollThread()?.draft(request) ?? draftRegister(db, vault, request))

  const { marks, lies } = await verifyMarks(
    { db, vault, blobs },
    { jobId, courseId: request.courseId, draft, stage: stageOf(job), now: () => brand<Instant>(Date.now()) },
  )
  const shown = draft.shown.flatMap((index) => draft.tracks[index] ?? [])
  const crops = await cutCrops(
    blobs,
    { sessionId, jobId, places: draft.places },
    shown.map(({ best }) => best),
  )
  const cropOf = (track: DraftTrack | undefined): CropKey | null => {
    const key = track && cropKeyOf(sessionId, jobId, track.best)
    return key !== undefined && crops.has(key) ? key : null
  }
  const stale = await writeRegister(db, {
    sessionId,
    jobId,
    strangers: draft.strangers,
    sightings: draft.sightings,
    tracks: draft.tracks.map((track) => ({ track, cropKey: cropOf(track) })),
    marks: marks.map((mark) => ({
      mark,
      cropKey:
        (mark.best ? cropOf(draft.tracks[mark.best.trackIndex]) : null) ?? anyCropOf(draft, mark.personId, cropOf),
    })),
  })
  for (const key of stale) {
    const crop = readCropKey(key)
    if (crop) await blobs.delete(crop.blobKey)
  }
  return lies
}

async function requestFor(
  db: Database,
  { jobId, sessionId, sampleFps, phase }: StoredJob,
): Promise<DraftRequest | null> {
  const session = await db.classSession.findUnique({
    where: { id: sessionId },
    select: { course: { select: { id: true, policy: true } } },
  })
  if (!session) return null
  return {
    ...{ jobId, sampleFps },
    courseId: session.course.id as CourseId,
    policy: readPolicy(session.course.policy),
    hasSightings: phase !== 'feeding' && phase !== 'working',
  }
}

function stageOf({ phase }: StoredJob): MarksToVerify['stage'] {
  if (phase === 'merging') return 'ending'
  return phase === 'feeding' || phase === 'working' ? 'running' : 'over'
}

/** Another picture of the same person, where the best view's own could not be cut. */
function anyCropOf(
  { tracks }: RegisterDraft,
  personId: PersonId,
  cropOf: (track: DraftTrack) => CropKey | null,
): CropKey | null {
  const own = tracks.filter(({ verdict }) => verdict.kind === 'person' && verdict.personId === personId)
  return own.sort((one, two) => sureness(two) - sureness(one)).flatMap((track) => cropOf(track) ?? [])[0] ?? null
}
