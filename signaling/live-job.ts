import type { JobId, MediaId, SessionId, UnitId } from '../lib/core/ids'
import type { JobPhase } from '../lib/protocol/faculty'
import type { Mode, Operation } from '../lib/protocol/unit'
import type { StoredJob } from '../lib/server/jobs'
import type { StoredMedia } from '../lib/server/media'
import type { StoredUnit } from '../lib/server/units'

/** What this process keeps at hand of a job; the database has all of it (recovery.ts reads it back). */
export interface LiveJob {
  readonly jobId: JobId
  readonly sessionId: SessionId
  mode: Mode
  readonly operation: Operation
  readonly startedAt: number
  phase: JobPhase
  failure: string | null
  readonly media: Map<MediaId, StoredMedia>
  /** Empty once the job has ended: `finalCounts` is then what is left of it. */
  readonly units: Map<UnitId, StoredUnit>
  finalCounts: JobCounts | null
}

export const createLiveJob = ({
  jobId,
  sessionId,
  mode,
  operation,
  createdAt,
  phase,
  failure,
}: StoredJob): LiveJob => ({
  jobId,
  sessionId,
  mode,
  operation,
  startedAt: createdAt,
  phase,
  failure,
  media: new Map(),
  units: new Map(),
  finalCounts: null,
})

export const isUnfinished = (phase: JobPhase): boolean =>
  phase === 'feeding' || phase === 'working' || phase === 'merging'

/** A unit's name begins with its job's (lib/core/ids.ts). */
export const jobIdOf = (unitId: UnitId): JobId => unitId.slice(0, unitId.lastIndexOf(':')) as JobId

export function findLiveUnit(
  jobs: ReadonlyMap<JobId, LiveJob>,
  unitId: UnitId,
): { readonly job: LiveJob; readonly unit: StoredUnit } | null {
  const job = jobs.get(jobIdOf(unitId))
  const unit = job?.units.get(unitId)
  return job && unit ? { job, unit } : null
}

export function changeUnit(job: LiveJob, unitId: UnitId, change: Partial<StoredUnit>): void {
  const unit = job.units.get(unitId)
  if (unit) job.units.set(unitId, { ...unit, ...change })
}

/** Units that only a connected feeder could still give to somebody. */
export const listUnstored = (job: LiveJob): StoredUnit[] =>
  [...job.units.values()].filter(({ isStored, outcome }) => !isStored && outcome.type === 'open')

export interface JobCounts {
  readonly units: { readonly total: number; readonly done: number; readonly failed: number; readonly stored: number }
  readonly frames: {
    readonly offered: number
    readonly skipped: number
    readonly undecodable: number
    readonly described: number
    readonly failed: number
  }
  readonly facesFound: number
}

/**
 * Where the job's frames are. A frame counts as offered once it is in a unit or was told to be skipped or undecodable:
 * so when every unit is settled, offered = described + skipped + undecodable + failed, whatever got lost on the way.
 */
export function countJob(job: LiveJob): JobCounts {
  if (job.finalCounts) return job.finalCounts
  const units = { total: 0, done: 0, failed: 0, stored: 0 }
  const frames = { offered: 0, skipped: 0, undecodable: 0, described: 0, failed: 0 }
  let facesFound = 0
  for (const media of job.media.values()) {
    frames.skipped += media.skipped
    frames.undecodable += media.undecodable
  }
  frames.offered = frames.skipped + frames.undecodable
  for (const unit of job.units.values()) {
    units.total += 1
    frames.offered += unit.frames.length
    if (unit.isStored) units.stored += 1
    if (unit.outcome.type === 'done') {
      units.done += 1
      frames.described += unit.outcome.described
      frames.failed += unit.outcome.failed
      facesFound += unit.outcome.faces
    }
    if (unit.outcome.type === 'given-up') {
      units.failed += 1
      frames.failed += unit.frames.length
    }
  }
  return { units, frames, facesFound }
}

/** Lets go of what only a running job needs; a long recording's units are megabytes. */
export function endLiveJob(job: LiveJob, phase: 'done' | 'cancelled' | 'failed', failure: string | null): void {
  job.finalCounts = countJob(job)
  job.units.clear()
  job.phase = phase
  job.failure = failure
}
