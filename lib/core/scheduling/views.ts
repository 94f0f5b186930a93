import type { Instant, JobId, LeaseId, UnitId, WorkerId } from '../ids'
import { isActive, isLive, type Board, type Job, type UnitState, type Worker } from './board'
import { freeAt, workMs } from './forecast'
import { frameMsOf, medianUnitMs } from './speed'

export interface JobView {
  readonly state: Job['state']
  /** Whether all its units have been offered. */
  readonly isCompleted: boolean
  /** done + failed + leased + waiting = total */
  readonly units: {
    readonly total: number
    readonly done: number
    /** Out at workers, each unit once however many copies there are. */
    readonly leased: number
    /** Given up, with a reason. */
    readonly failed: number
    readonly waiting: number
  }
  readonly frames: { readonly offered: number; readonly done: number; readonly failed: number }
}

/** How far a job is; also after it ended. Null if there was none. */
export function viewJob(board: Board, jobId: JobId): JobView | null {
  const job = board.jobs.get(jobId)
  if (!job) return null
  const { total, done, givenUp, leased } = job.count
  return {
    state: job.state,
    isCompleted: job.isCompleted,
    units: { total, done, leased, failed: givenUp, waiting: total - done - givenUp - leased },
    frames: { offered: job.frames.offered, done: job.frames.done, failed: job.frames.givenUp },
  }
}

export interface WorkerLoad {
  readonly status: 'idle' | 'working' | 'paused' | 'resting'
  readonly restUntilAt: Instant | null
  /** Leases it holds, oldest first. */
  readonly holds: readonly LeaseId[]
  readonly unitsDone: number
  readonly framesDone: number
  readonly failures: number
  /** Of its last units; null before the first. */
  readonly medianUnitMs: number | null
  readonly frameMs: number
}

export function viewWorker(board: Board, workerId: WorkerId): WorkerLoad | null {
  const worker = board.workers.get(workerId)
  if (!worker) return null
  return {
    status: worker.isPaused
      ? 'paused'
      : worker.restUntilAt !== null
        ? 'resting'
        : worker.hand.length > 0
          ? 'working'
          : 'idle',
    restUntilAt: worker.restUntilAt,
    holds: worker.hand.map((lease) => lease.id),
    unitsDone: worker.count.units,
    framesDone: worker.count.frames,
    failures: worker.count.failures,
    medianUnitMs: medianUnitMs(worker.speed),
    frameMs: worker.speed.frameMs,
  }
}

export interface LeaseView {
  readonly workerId: WorkerId
  readonly unitId: UnitId
  readonly jobId: JobId
  /** False once it expired, was revoked, returned or reported; a report may still come for it. */
  readonly isLive: boolean
}

/** Whose lease this is: what a worker says of a lease counts only if it is its own. Null once its job has ended. */
export function viewLease(board: Board, leaseId: LeaseId): LeaseView | null {
  const lease = board.leases.get(leaseId)
  if (!lease) return null
  const { worker, unit } = lease
  return { workerId: worker.id, unitId: unit.id, jobId: unit.job.id, isLive: isLive(lease) }
}

/** Null for a unit that was never offered, or whose job has ended. */
export const viewUnit = (board: Board, unitId: UnitId): UnitState['type'] | null =>
  board.units.get(unitId)?.state.type ?? null

export interface Remaining {
  readonly seconds: number
  /** About one standard deviation, in seconds. */
  readonly uncertaintyS: number
  /** False while more units are coming, which this knows nothing about. */
  readonly isWhole: boolean
}

/** Time until the units known so far are done, from measured speeds. Null if nobody works on it or it has ended. */
export function predictRemaining(board: Board, jobId: JobId): Remaining | null {
  const job = board.jobs.get(jobId)
  if (!job || job.state !== 'open') return null
  const workers = [...job.pool.members].filter(isActive)
  if (workers.length === 0) return null
  const { offered, done, givenUp } = job.frames
  const openUnits = job.count.total - job.count.done - job.count.givenUp
  if (openUnits === 0) return { seconds: 0, uncertaintyS: 0, isWhole: job.isCompleted }
  const frames = ((offered - done - givenUp) * (openUnits - job.count.leased)) / openUnits
  const ms = drainMs(board, job, workers, frames * rivalry(job))
  return { seconds: ms / 1_000, uncertaintyS: (ms * spread(job, workers)) / 1_000, isWhole: job.isCompleted }
}

/** How many times longer it takes because other jobs want the same workers. */
function rivalry(job: Job): number {
  let weights = 0
  for (const other of job.pool.jobs) if (other === job || other.fresh.length > 0) weights += other.weight
  return weights / job.weight
}

/** Time until the workers, each free when its hand is empty, have done so many frames more. By halving: no closed form. */
function drainMs({ now }: Board, job: Job, workers: readonly Worker[], frames: number): number {
  const offers = workers.map((worker) => ({
    freeMs: freeAt(worker, now) - now,
    framesPerMs: 1 / workMs(worker, job, 1),
  }))
  const doneBy = (ms: number): number =>
    offers.reduce((sum, { freeMs, framesPerMs }) => sum + Math.max(0, ms - freeMs) * framesPerMs, 0)
  const busyMs = Math.max(...offers.map(({ freeMs }) => freeMs))
  const speed = offers.reduce((sum, { framesPerMs }) => sum + framesPerMs, 0)
  let low = 0
  let high = busyMs + frames / speed
  for (let halvings = 0; halvings < 40; halvings++) {
    const middle = (low + high) / 2
    if (doneBy(middle) >= frames) high = middle
    else low = middle
  }
  return job.isCompleted ? Math.max(high, busyMs) : high
}

/** Relative uncertainty of the summed speed: what single units vary, less the more workers and measurements there are. */
function spread(job: Job, workers: readonly Worker[]): number {
  let sum = 0
  let variance = 0
  for (const { speed } of workers) {
    const frameMs = frameMsOf(speed, job.costFactor)
    const relative = Math.sqrt(speed.frameVariance) / frameMs / Math.sqrt(Math.min(8, speed.sampleCount) + 1)
    sum += 1 / frameMs
    variance += (relative / frameMs) ** 2
  }
  return Math.sqrt(variance) / sum
}
