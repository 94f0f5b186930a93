import { type Job, type Lease, type Pool, type Worker } from './board'
import { freeAt, nextEndAt } from './forecast'
import { noteHunger } from './hunger'
import { grant, revoke } from './lease'
import { rulesOf } from './modes/rules'
import { wakeBy, type Turn } from './turn'
import { requeue } from './units'

/**
 * At the end of a job, when nothing waits: the unit with the longest expected end moves to an idle quicker worker if it has
 * not been begun, and is copied to it if it has. The first report wins. One copy a unit, within the budget.
 * After LATE: Zaharia et al., Improving MapReduce Performance in Heterogeneous Environments, OSDI 2008.
 */
export function hasten(turn: Turn, pool: Pool): void {
  if (pool.hungry.size === 0 || !hasTail(pool)) return
  for (const helper of quickestIdle(pool)) {
    const target = latestLease(turn, pool, helper)
    if (!target) continue
    const isBackup = target.state.type === 'running'
    if (!isBackup) {
      revoke(turn, target, 'reassigned')
      requeue(turn, target.unit)
    }
    grant(turn, helper, target.unit, { isBackup })
    noteHunger(turn, helper)
  }
  wakeBy(turn, turn.at + turn.policy.tailCheckMs)
}

const isEnding = (job: Job): boolean => job.isCompleted && rulesOf(job).hastens && job.count.leased > 0

function hasTail(pool: Pool): boolean {
  for (const job of pool.jobs) if (isEnding(job)) return true
  return false
}

/** If none of the quickest can help, nobody can: enough of them not to miss one because another had the unit before. */
const HELPERS_ASKED = 3

function quickestIdle(pool: Pool): readonly Worker[] {
  const idle: Worker[] = []
  for (const worker of pool.hungry) if (worker.hand.length === 0 && worker.strikes === 0) idle.push(worker)
  return idle.sort((one, other) => one.speed.frameMs - other.speed.frameMs).slice(0, HELPERS_ASKED)
}

function latestLease(turn: Turn, pool: Pool, helper: Worker): Lease | null {
  let latest: Lease | null = null
  for (const holder of pool.members) {
    if (holder === helper || holder.hand.length === 0) continue
    freeAt(holder, turn.at)
    for (const lease of holder.hand) {
      if (latest && lease.expectedEndAt <= latest.expectedEndAt) continue
      if (isWorthIt(turn, lease, helper)) latest = lease
    }
  }
  return latest
}

function isWorthIt({ policy, at }: Turn, { unit, expectedEndAt, state }: Lease, helper: Worker): boolean {
  const { job } = unit
  if (
    !isEnding(job) ||
    !helper.pools.includes(job.pool) ||
    job.fresh.length > 0 ||
    unit.liveCount > 1 ||
    !unit.isAvailable ||
    unit.leases.length >= MOST_LEASES
  )
    return false
  // Who ends sooner although it begins now is quicker at this unit, whatever the two were before.
  if (nextEndAt(helper, job, unit.frameCount, at) - at > policy.backup.gain * (expectedEndAt - at)) return false
  if (unit.leases.some((lease) => lease.worker === helper) || unit.trouble?.avoid.has(helper.id)) return false
  return state.type === 'held' || job.backupCount < Math.max(1, Math.floor(policy.backup.budget * job.count.total))
}

/** A unit that has been about this often is left where it is. */
const MOST_LEASES = 5
