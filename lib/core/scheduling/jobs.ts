import type { JobId } from '../ids'
import type { Job } from './board'
import type { Mode } from './event'
import { revoke } from './lease'
import { rulesOf } from './modes/rules'
import { emptyQueue } from './queue'
import type { Turn } from './turn'
import { dropIfUnused, poolNamed } from './workers'

interface NewJob {
  readonly jobId: JobId
  readonly mode: Mode
  readonly weight: number
  readonly pool: string
}

export function openJob(turn: Turn, { jobId, mode, weight, pool }: NewJob): void {
  const { board } = turn
  if (board.jobs.has(jobId)) return
  const job: Job = {
    id: jobId,
    mode,
    weight: weight > 0 ? weight : 1,
    pool: poolNamed(board, pool),
    state: 'open',
    isCompleted: false,
    units: [],
    fresh: emptyQueue(),
    troubled: emptyQueue(),
    disputed: emptyQueue(),
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
  rulesOf(job).opened(turn, job)
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
  job.shares.clear()
  for (const queue of [job.fresh, job.troubled, job.disputed]) Object.assign(queue, emptyQueue())
  job.pool.jobs.delete(job)
  for (const worker of job.pool.members) freed.push(worker)
  dropIfUnused(board, job.pool)
}
