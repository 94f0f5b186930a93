import type { Instant, JobId, SessionId } from '../core/ids'
import { fail, ok, type Result } from '../core/result'
import { JobPhaseSchema, type JobPhase } from '../protocol/faculty'
import { JobTimeline } from '../protocol/timeline'
import { ModeSchema, OperationSchema, type Mode, type Operation } from '../protocol/unit'
import { isMissingParent, isUniqueViolation, type Db } from './db'
import { newId } from './new-id'

export interface StoredJob {
  readonly jobId: JobId
  readonly sessionId: SessionId
  readonly phase: JobPhase
  /** Why it failed, in one sentence. */
  readonly failure: string | null
  readonly mode: Mode
  readonly operation: Operation
  readonly sampleFps: number | null
  readonly modelVersion: string | null
  readonly createdAt: Instant
  readonly finishedAt: Instant | null
  /** What `finishJob` was given; null until then. */
  readonly summary: JobSummary | null
}

/** What the report says of the work, written when the job ends. */
export interface JobSummary {
  readonly wallS: number
  readonly workers: readonly {
    readonly id: string
    readonly name: string
    readonly backend: string
    readonly transport: string
    readonly units: number
    readonly frames: number
    readonly medianUnitMs: number | null
  }[]
}

export type FinalPhase = 'done' | 'cancelled' | 'failed'

interface NewJob {
  readonly sessionId: SessionId
  readonly mode: Mode
  readonly operation?: Operation
  readonly sampleFps: number | null
  /** The models that its workers must have; shown in the report. */
  readonly modelVersion?: string | null
  readonly at: Instant
}

/** Opens the session's job or finds the one that is open; asking twice, even at once, gives the same job. */
export async function openJob(
  db: Db,
  { sessionId, mode, operation = 'attendance', sampleFps, modelVersion, at }: NewJob,
): Promise<Result<OpenedJob, 'not-found'>> {
  const open = await findOpenJob(db, sessionId)
  if (open) return ok({ job: open, isNew: false })
  try {
    const row = await db.job.create({
      data: {
        id: newId<JobId>(),
        sessionId,
        openFor: sessionId,
        phase: 'feeding',
        modelVersion: modelVersion ?? null,
        mode,
        operation,
        sampleFps,
        createdAt: new Date(at),
      },
    })
    return ok({ job: readJob(row), isNew: true })
  } catch (error) {
    if (isMissingParent(error)) return fail('not-found')
    if (!isUniqueViolation(error)) throw error
    const other = await findOpenJob(db, sessionId)
    return other ? ok({ job: other, isNew: false }) : fail('not-found')
  }
}

export interface OpenedJob {
  readonly job: StoredJob
  readonly isNew: boolean
}

export async function findJob(db: Db, jobId: JobId): Promise<StoredJob | null> {
  const row = await db.job.findUnique({ where: { id: jobId } })
  return row && readJob(row)
}

export async function findOpenJob(db: Db, sessionId: SessionId): Promise<StoredJob | null> {
  const row = await db.job.findUnique({ where: { openFor: sessionId } })
  return row && readJob(row)
}

/** The job that the session's report shows: a roll. A cancelled one has no say while there is another. */
export const findNewestRoll = (db: Db, sessionId: SessionId): Promise<StoredJob | null> =>
  findNewest(db, { sessionId, operation: 'attendance' })

/** The job whose pictures the session's page shows: the newest that is no roll. */
export const findNewestExamination = (db: Db, sessionId: SessionId): Promise<StoredJob | null> =>
  findNewest(db, { sessionId, operation: { not: 'attendance' } })

/** The session's newest job, whatever it does. */
export const findNewestJob = (db: Db, sessionId: SessionId): Promise<StoredJob | null> => findNewest(db, { sessionId })

async function findNewest(
  db: Db,
  where: { readonly sessionId: SessionId; readonly operation?: 'attendance' | { readonly not: 'attendance' } },
): Promise<StoredJob | null> {
  const newestFirst = { createdAt: 'desc' } as const
  const row =
    (await db.job.findFirst({ where: { ...where, phase: { not: 'cancelled' } }, orderBy: newestFirst })) ??
    (await db.job.findFirst({ where, orderBy: newestFirst }))
  return row && readJob(row)
}

/** What a restarted coordinator takes up again, oldest first. */
export async function listUnfinishedJobs(db: Db): Promise<StoredJob[]> {
  const rows = await db.job.findMany({ where: { openFor: { not: null } }, orderBy: { createdAt: 'asc' } })
  return rows.map(readJob)
}

/** Does nothing to a job that has ended: a late event must not bring it back. */
export async function setJobPhase(db: Db, jobId: JobId, phase: Exclude<JobPhase, FinalPhase>): Promise<void> {
  await db.job.updateMany({ where: { id: jobId, openFor: { not: null } }, data: { phase } })
}

/** How its work is balanced from now on. */
export async function setJobMode(db: Db, jobId: JobId, mode: Mode): Promise<void> {
  await db.job.updateMany({ where: { id: jobId, openFor: { not: null } }, data: { mode } })
}

interface JobEnd {
  readonly phase: FinalPhase
  readonly failure: string | null
  readonly summary: JobSummary
  /** How its leases went, for the page that shows it afterwards. */
  readonly timeline?: JobTimeline | null
  readonly at: Instant
}

/**
 * Ends a job; the first end counts. Returns whether this call ended it. Its frames are then due for deletion:
 * `deleteFrames` (retention.ts), after the register's crops were cut.
 */
export async function finishJob(
  db: Db,
  jobId: JobId,
  { phase, failure, summary, timeline, at }: JobEnd,
): Promise<boolean> {
  const { count } = await db.job.updateMany({
    where: { id: jobId, openFor: { not: null } },
    data: {
      ...{ phase, failure, openFor: null, finishedAt: new Date(at), summary: JSON.stringify(summary) },
      timeline: timeline ? JSON.stringify(timeline) : null,
    },
  })
  return count > 0
}

/** How the leases of a job went; null while it runs, and for jobs from before this was kept. */
export async function findTimeline(db: Db, jobId: JobId): Promise<JobTimeline | null> {
  const row = await db.job.findUnique({ where: { id: jobId }, select: { timeline: true } })
  return row?.timeline ? JobTimeline.parse(JSON.parse(row.timeline)) : null
}

interface JobRow {
  readonly id: string
  readonly sessionId: string
  readonly phase: string
  readonly failure: string | null
  readonly mode: string
  readonly operation: string
  readonly sampleFps: number | null
  readonly modelVersion: string | null
  readonly createdAt: Date
  readonly finishedAt: Date | null
  readonly summary: string
}

// Rows were written by this module from branded and checked values; what a database can't type is parsed again.
const readJob = (row: JobRow): StoredJob => ({
  jobId: row.id as JobId,
  sessionId: row.sessionId as SessionId,
  phase: JobPhaseSchema.parse(row.phase),
  failure: row.failure,
  mode: ModeSchema.parse(row.mode),
  operation: OperationSchema.parse(row.operation),
  sampleFps: row.sampleFps,
  modelVersion: row.modelVersion,
  createdAt: row.createdAt.getTime() as Instant,
  finishedAt: row.finishedAt ? (row.finishedAt.getTime() as Instant) : null,
  summary: row.finishedAt ? (JSON.parse(row.summary) as JobSummary) : null,
})
