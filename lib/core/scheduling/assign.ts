import { waitingCount, type Job, type Pool, type Unit, type Worker } from './board'
import { hasten } from './backup'
import { nextEndAt } from './forecast'
import { hasRoom, noteHunger } from './hunger'
import { grant } from './lease'
import { rulesOf } from './modes/rules'
import { firstWhere } from './queue'
import { firstServed } from './sharing'
import { wakeBy, type Turn } from './turn'
import { maySettle, mayRetry } from './trouble'

/** Gives work to everyone the event made room or work for, until nothing moves. */
export function assignWork(turn: Turn): void {
  while (turn.freed.size > 0 || turn.stirred.size > 0) {
    for (const worker of turn.freed) {
      if (turn.board.workers.get(worker.id) !== worker) continue
      feed(turn, worker)
      for (const pool of worker.pools) if (pool.hungry.has(worker)) turn.stirred.add(pool)
    }
    turn.freed.clear()
    for (const pool of turn.stirred) {
      spread(turn, pool)
      hasten(turn, pool)
    }
    turn.stirred.clear()
  }
}

function feed(turn: Turn, worker: Worker): void {
  while (hasRoom(turn, worker)) {
    const unit = nextUnit(turn, worker)
    if (!unit) break
    grant(turn, worker, unit, { isBackup: false })
  }
  noteHunger(turn, worker)
}

/** Work came up: whoever should be through with it first gets it. */
function spread(turn: Turn, pool: Pool): void {
  const asked = new Set<Worker>()
  for (;;) {
    const job = firstServed(pool.jobs, (job) => waitingCount(job) > 0)
    const worker = job && soonest(turn, pool, job, asked)
    if (!worker) return
    const unit = nextUnit(turn, worker)
    if (unit) {
      grant(turn, worker, unit, { isBackup: false })
      noteHunger(turn, worker)
    } else {
      // If the soonest leaves the rest to busy ones, so do all others: no need to ask each.
      if (isOnlyTail(pool)) return wakeBy(turn, turn.at + turn.policy.tailCheckMs)
      asked.add(worker)
    }
  }
}

function soonest(turn: Turn, pool: Pool, job: Job, asked: ReadonlySet<Worker>): Worker | null {
  const frameCount = job.fresh.head?.frameCount ?? 1
  let soonest: Worker | null = null
  let soonestAt = Infinity
  for (const worker of pool.hungry) {
    if (asked.has(worker)) continue
    const endAt = nextEndAt(worker, job, frameCount, turn.at)
    if (endAt >= soonestAt) continue
    soonestAt = endAt
    soonest = worker
  }
  return soonest
}

/** Whether all that waits are fresh units of one dynamic job that gets no more. */
function isOnlyTail(pool: Pool): boolean {
  if (pool.jobs.size > 1) return false
  for (const job of pool.jobs) {
    if (!job.isCompleted || job.mode !== 'dynamic' || job.troubled.length > 0 || job.disputed.length > 0) return false
  }
  return true
}

/** The unit this worker should get next, from the job whose turn it is; null if there is none for it. */
function nextUnit(turn: Turn, worker: Worker): Unit | null {
  let found: Unit | null = null
  const passes = (job: Job): boolean => {
    const unit = pick(turn, job, worker)
    if (unit) found = unit
    return unit !== null
  }
  if (worker.pools.length === 1) firstServed(worker.pools[0]?.jobs ?? [], passes)
  else
    firstServed(
      worker.pools.flatMap((pool) => [...pool.jobs]),
      passes,
    )
  return found
}

/** Units that had trouble come first: their end is the least certain. */
function pick(turn: Turn, job: Job, worker: Worker): Unit | null {
  if (job.disputed.length > 0) {
    const unit = firstWhere(job.disputed, (unit) => maySettle(unit, worker))
    if (unit) return unit
  }
  if (job.troubled.length > 0) {
    const unit = firstWhere(job.troubled, (unit) => mayRetry(unit, worker))
    if (unit) return unit
  }
  return job.fresh.head && rulesOf(job).mayTake(turn, job, worker) ? job.fresh.head : null
}
