import { isAwake, isLive, type Job, type Lease, type Pool, type Worker } from './board'
import { freeAt, nextEndAt } from './forecast'
import { noteHunger } from './hunger'
import { grant, revoke } from './lease'
import { rulesOf } from './modes/rules'
import { wakeBy, type Turn } from './turn'
import { requeue } from './units'

/**
 * At the end of a job, when nothing waits: the unit with the longest expected end moves to an idle quicker worker if it has
 * not been begun, and is copied to it if it has. The first report wins. A unit has few copies, a job few in all.
 * After LATE: Zaharia et al., Improving MapReduce Performance in Heterogeneous Environments, OSDI 2008.
 */
export function hasten(turn: Turn, pool: Pool): void {
  if (turn.policy.backup.budget === 0 || pool.hungry.size === 0 || !hasTail(pool)) return
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

const isEnding = (job: Job): boolean => job.isCompleted && rulesOf(job).isOpenToAll && job.count.leased > 0

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
  for (const holder of pool.members) if (holder.hand.length > 0) freeAt(holder, turn.at)
  let latest: Lease | null = null
  for (const holder of pool.members) {
    for (const lease of holder.hand) {
      if (latest && lease.expectedEndAt <= latest.expectedEndAt) continue
      if (isWorthIt(turn, lease, helper)) latest = lease
    }
  }
  return latest
}

function isWorthIt(turn: Turn, lease: Lease, helper: Worker): boolean {
  const {
    policy: { backup },
    at,
  } = turn
  const { unit, expectedEndAt, state } = lease
  const { job, leases } = unit
  if (!isEnding(job) || !helper.pools.includes(job.pool) || job.fresh.length > 0) return false
  if (unit.keepFrom || !unit.isAvailable || unit.liveCount > backup.mostCopies || leases.length >= MOST_LEASES)
    return false
  // Who ends sooner although it begins now is quicker at this unit, whatever the two were before.
  const neededMs = (nextEndAt(helper, job, unit.frameCount, at) - at) / backup.gain
  for (const copy of leases) {
    if (copy.worker === helper || (isLive(copy) && neededMs > copy.expectedEndAt - at)) return false
  }
  if (neededMs > expectedEndAt - at || unit.trouble?.avoid.has(helper.deviceId)) return false
  if (isOutdone(turn, lease, helper)) return false
  if (state.type === 'held' && unit.liveCount === 1) return true
  return state.type === 'running' && job.backupCount < Math.max(1, Math.floor(backup.budget * job.count.total))
}

/** Whether a worker that is busy now would still have the unit done in half the time this one needs: worth waiting for. */
function isOutdone({ at }: Turn, { unit }: Lease, helper: Worker): boolean {
  const halfAt = at + 0.5 * (nextEndAt(helper, unit.job, unit.frameCount, at) - at)
  for (const member of unit.job.pool.members) {
    if (!isAwake(member) || member.holdOffUntilAt !== null || unit.leases.some(({ worker }) => worker === member))
      continue
    if (nextEndAt(member, unit.job, unit.frameCount, at) < halfAt) return true
  }
  return false
}

/** A unit that has been about this often is left where it is. */
const MOST_LEASES = 6
