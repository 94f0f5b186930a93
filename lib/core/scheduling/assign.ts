import { isActive, isOpenTo, waitingCount, type Job, type Pool, type Unit, type Worker } from './board'
import { hasten } from './backup'
import { nextEndAt } from './forecast'
import { hasRoom, noteHunger } from './hunger'
import { grant } from './lease'
import { rulesOf } from './modes/rules'
import { firstWhere } from './queue'
import { firstServed } from './sharing'
import { callBack, callUp } from './standby'
import { once, wakeBy, type Turn } from './turn'
import { maySettle, mayRetry } from './trouble'

/** Gives work to everyone the event made room or work for, until nothing moves. Lists grow while they are walked. */
export function assignWork(turn: Turn): void {
  const { freed, stirred } = turn
  while (freed.length > 0 || stirred.length > 0) {
    const idle: Pool[] = []
    for (const worker of freed) {
      if (turn.board.workers.get(worker.id) !== worker) continue
      feed(turn, worker)
      for (const pool of worker.pools) if (pool.hungry.has(worker)) once(idle, pool)
    }
    freed.length = 0
    for (const pool of stirred) {
      callUp(turn, pool)
      spread(turn, pool)
      once(idle, pool)
    }
    stirred.length = 0
    for (const pool of idle) hasten(turn, pool)
  }
}

function feed(turn: Turn, worker: Worker): void {
  if (worker.isOnStandby && isActive(worker) && nextUnit(turn, worker)) callBack(turn, worker)
  while (hasRoom(turn, worker)) {
    const unit = nextUnit(turn, worker)
    if (!unit) break
    grant(turn, worker, unit, { isBackup: false })
  }
  noteHunger(turn, worker)
  for (const { hungry, jobs } of worker.pools) {
    if (hungry.has(worker)) for (const job of jobs) if (isLeftToOthers(job)) lookAgain(turn)
  }
}

/** Who left a unit to others does so on a forecast, which must be looked at again when it has not come true. */
const lookAgain = (turn: Turn): void => wakeBy(turn, turn.at + turn.policy.tailCheckMs)

const isLeftToOthers = (job: Job): boolean => job.isCompleted && job.fresh.length > 0 && rulesOf(job).isOpenToAll

/** Work came up: whoever should be through with it first gets it. */
function spread(turn: Turn, pool: Pool): void {
  if (pool.hungry.size === 0) return
  const job = firstServed(pool.jobs, [], isWaiting)
  if (!job) return
  const frameCount = job.fresh.head?.frameCount ?? 1
  const workers = [...pool.hungry]
  /** When each would be through with one unit more; Infinity once it can't or won't take one. */
  const endsAt: number[] = workers.map((worker) => nextEndAt(worker, job, frameCount, turn.at))
  for (;;) {
    const index = firstServed(pool.jobs, [], isWaiting) ? indexOfLeast(endsAt) : -1
    const worker = workers[index]
    if (!worker) return
    const unit = nextUnit(turn, worker)
    if (unit) {
      grant(turn, worker, unit, { isBackup: false })
      noteHunger(turn, worker)
      endsAt[index] = pool.hungry.has(worker) ? nextEndAt(worker, job, frameCount, turn.at) : Infinity
    } else {
      // If the soonest leaves the rest to busy ones, so do all others: no need to ask each.
      if (isOnlyTail(pool)) return lookAgain(turn)
      endsAt[index] = Infinity
    }
  }
}

const isWaiting = (job: Job): boolean => waitingCount(job) > 0

/** −1 if all are infinite. */
function indexOfLeast(values: readonly number[]): number {
  let least = Infinity
  let at = -1
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Infinity
    if (value >= least) continue
    least = value
    at = index
  }
  return at
}

/** Whether all that waits are fresh units of one dynamic job that gets no more. */
function isOnlyTail(pool: Pool): boolean {
  if (pool.jobs.size > 1) return false
  for (const job of pool.jobs) {
    if (!isLeftToOthers(job) || waitingCount(job) > job.fresh.length) return false
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
  if (worker.pools.length === 1) firstServed(worker.pools[0]?.jobs ?? [], worker.hand, passes)
  else
    firstServed(
      worker.pools.flatMap((pool) => [...pool.jobs]),
      worker.hand,
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
  if (job.reserved.length > 0) {
    const unit = firstWhere(job.reserved, (unit) => isOpenTo(unit, worker))
    if (unit) return unit
  }
  return job.fresh.head && rulesOf(job).mayTake(turn, job, worker) ? apartFromOwn(job, worker) : null
}

/** How many waiting units are looked at for one that lies apart from the worker's own. */
const NEIGHBOURS_ASKED = 8

/**
 * The first waiting unit whose neighbours in time went to other devices, so that a face followed through the frames breaks
 * where a lying device's unit begins. Any order of the next few units costs the same; if none lies apart, the first.
 */
function apartFromOwn(job: Job, { deviceId }: Worker): Unit | null {
  const { head } = job.fresh
  let unit = head
  for (let asked = 0; unit && asked < NEIGHBOURS_ASKED; asked++) {
    const { position } = unit
    if (
      job.places.get(position - 1)?.takenBy !== deviceId &&
      job.places.get(position + 1)?.takenBy !== deviceId &&
      unit.takenBy !== deviceId
    )
      return unit
    unit = unit.place?.behind ?? null
  }
  return head
}
