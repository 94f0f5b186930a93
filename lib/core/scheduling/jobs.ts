import type { Instant, JobId } from '../ids'
import type { Job } from './board'
import type { Mode } from './event'
import { revoke } from './lease'
import { rulesOf } from './modes/rules'
import { emptyQueue } from './queue'
import { once, wakeBy, type Turn } from './turn'
import { isFresh } from './units'
import { dropIfUnused, poolNamed } from './workers'

interface NewJob {
  readonly jobId: JobId
  readonly mode: Mode
  readonly weight: number
  readonly pool: string
  readonly isHeld?: boolean
  readonly deadlineAt?: Instant | null
}

export function openJob(turn: Turn, { jobId, mode, weight, pool, isHeld = false, deadlineAt = null }: NewJob): void {
  const { board } = turn
  if (board.jobs.has(jobId)) return
  const job: Job = {
    id: jobId,
    mode,
    weight: weight > 0 ? weight : 1,
    pool: poolNamed(board, pool),
    state: 'open',
    isCompleted: false,
    isHeld,
    isSettled: false,
    deadlineAt,
    units: [],
    places: new Map(),
    fresh: emptyQueue(),
    troubled: emptyQueue(),
    disputed: emptyQueue(),
    reserved: emptyQueue(),
    count: { total: 0, done: 0, givenUp: 0, leased: 0 },
    frames: { offered: 0, done: 0, givenUp: 0 },
    pass: board.virtualTime,
    backupCount: 0,
    costFactor: 1,
    shares: new Map(),
    undealt: 0,
  }
  board.jobs.set(jobId, job)
  job.pool.jobs.add(job)
  if (deadlineAt !== null) wakeBy(turn, deadlineAt)
  rulesOf(job).opened(turn, job)
}

/** Shares are dealt anew among those who are there; what is in hands stays there. */
export function changeMode(turn: Turn, job: Job, mode: Mode): void {
  if (job.state !== 'open' || job.mode === mode) return
  job.mode = mode
  job.shares.clear()
  job.undealt = 0
  rulesOf(job).opened(turn, job)
  for (const unit of job.units) if (isFresh(unit)) rulesOf(job).freshened(turn, job)
  for (const worker of job.pool.members) once(turn.freed, worker)
  once(turn.stirred, job.pool)
}

export function cancelJob(turn: Turn, job: Job): void {
  if (job.state !== 'open') return
  job.state = 'cancelled'
  for (const unit of job.units) for (const lease of unit.leases) revoke(turn, lease, 'job-cancelled')
  forget(turn, job)
}

/** Says once that a job has ended: no more units come and each one that came is done or given up. */
export function finishIfDone(turn: Turn, job: Job): void {
  if (job.state !== 'open' || !job.isCompleted) return
  if (job.count.done + job.count.givenUp < job.count.total) return
  if (!job.isHeld) return finish(turn, job)
  if (job.isSettled) return
  job.isSettled = true
  turn.effects.push({ type: 'job-settled', jobId: job.id })
}

/** Only a job that is settled now: what was checked may have been opened again since. */
export function releaseJob(turn: Turn, job: Job): void {
  if (job.state === 'open' && job.isSettled) finish(turn, job)
}

function finish(turn: Turn, job: Job): void {
  job.state = 'finished'
  turn.effects.push({ type: 'job-finished', jobId: job.id })
  forget(turn, job)
}

/** Keeps a job's totals and drops the rest: what comes late for it finds nothing and is refused. */
function forget({ board, freed }: Turn, job: Job): void {
  for (const unit of job.units) {
    board.units.delete(unit.id)
    board.delayed.delete(unit)
    for (const lease of unit.leases) board.leases.delete(lease.id)
  }
  job.count.leased = 0
  job.units.length = 0
  job.places.clear()
  job.shares.clear()
  for (const queue of [job.fresh, job.troubled, job.disputed, job.reserved]) Object.assign(queue, emptyQueue())
  job.pool.jobs.delete(job)
  for (const worker of job.pool.members) freed.push(worker)
  dropIfUnused(board, job.pool)
}
