import { isActive, isLive, isOpen, isOpenTo, type Lease, type Trouble, type Unit, type Worker } from './board'
import type { FailureReason } from './event'
import { end, revoke } from './lease'
import { absolve, forgive, handBackHeld, holdOff, strike } from './resting'
import { once, type Turn } from './turn'
import { giveUp, requeue, requeueLater } from './units'

/** A worker reported that it could not do its unit. Counts against the unit, and against the worker until it succeeds. */
export function failLease(turn: Turn, lease: Lease, reason: FailureReason): void {
  if (!isLive(lease)) return
  const { unit, worker } = lease
  end(turn, lease, 'over')
  settleRunOuts(turn, worker)
  // Nobody could have fetched it: not the unit's fault, nor the worker's.
  if (reason === 'no-payload' && !unit.isAvailable) return requeue(turn, unit)
  const trouble = troubleOf(unit, worker)
  blame(turn, trouble, worker)
  trouble.avoid.add(worker.deviceId)
  trouble.lastReason = reason
  if (reason === 'no-payload') trouble.payloadFailureCount++
  else {
    trouble.failureCount++
    trouble.failedBy.add(worker.deviceId)
    if (worker.isTrusted) trouble.hasTrustedFailed = true
  }
  settle(turn, unit, trouble)
}

/** Handed back without a result. Not to the same worker again at once, or the two would pass it to and fro. */
export function returnLease(turn: Turn, lease: Lease): void {
  if (!isLive(lease)) return
  settleRunOuts(turn, lease.worker)
  holdOff(turn, lease.worker, turn.policy.holdOffMs)
  end(turn, lease, 'over')
  requeue(turn, lease.unit)
}

/** A lease passed its end while the worker's link was up: its engine hangs, or the phone sleeps. It gets nothing more until
 *  it shows that it lives, or a moment has passed. */
export function runOut(turn: Turn, lease: Lease): void {
  const { unit, worker } = lease
  revoke(turn, lease, 'ran-out')
  handBackHeld(turn, worker, 'worker-stalled')
  const trouble = troubleOf(unit, worker)
  trouble.avoid.add(worker.deviceId)
  trouble.lastReason = 'ran-out'
  trouble.runOutCount++
  worker.ranOut.push(unit)
  strike(turn, worker)
  if (worker.holdOffUntilAt === null) holdOff(turn, worker, turn.policy.lease.leastMs)
  settle(turn, unit, trouble)
}

/** The worker was gone, not slow: what ran out at it costs those units nothing. */
export function forgiveRunOuts(worker: Worker): void {
  for (const unit of worker.ranOut) if (unit.trouble) unit.trouble.runOutCount--
  worker.ranOut.length = 0
}

/** It answers, so it was there all the time: what ran out stays counted. */
export function settleRunOuts(turn: Turn, worker: Worker): void {
  if (worker.ranOut.length === 0) return
  worker.ranOut.length = 0
  worker.holdOffUntilAt = null
  once(turn.freed, worker)
}

export function noteSuccess(turn: Turn, worker: Worker): void {
  settleRunOuts(turn, worker)
  absolve(worker)
}

export function troubleOf(unit: Unit, suspect: Worker | null): Trouble {
  unit.trouble ??= {
    avoid: new Set(),
    failedBy: new Set(),
    hasTrustedFailed: false,
    failureCount: 0,
    payloadFailureCount: 0,
    runOutCount: 0,
    suspect,
    lastReason: 'ran-out',
  }
  return unit.trouble
}

/** A unit that fails at a proven worker too is to blame itself; only proven ones are believed, so that two broken workers
 *  can't excuse each other. */
function blame(turn: Turn, trouble: Trouble, worker: Worker): void {
  const { suspect } = trouble
  const isFirst = trouble.avoid.size === 0
  if (!isFirst && suspect && suspect !== worker && isProven(suspect)) worker.count.failures++
  else strike(turn, worker)
  if (!isFirst && suspect && suspect !== worker && isProven(worker)) forgive(turn, suspect)
}

const isProven = (worker: Worker): boolean => worker.count.units > 0 && worker.restCount === 0

/** After a failure: gives the unit up, or lets it wait for its next try. */
function settle(turn: Turn, unit: Unit, trouble: Trouble): void {
  if (!isOpen(unit) || unit.liveCount > 0) return
  const { retry } = turn.policy
  const isDecided = trouble.hasTrustedFailed && trouble.failedBy.size > retry.differentWorkers
  if (
    isDecided ||
    trouble.runOutCount >= retry.mostRunOuts ||
    trouble.payloadFailureCount >= retry.mostPayloadFailures ||
    (trouble.failureCount >= retry.mostFailures && !hasOther(unit, { isTrusted: true }))
  ) {
    return giveUp(turn, unit, trouble.lastReason)
  }
  const failures = trouble.failureCount + trouble.payloadFailureCount
  const isPaused = trouble.lastReason === 'no-payload' || !hasOther(unit, { isTrusted: false })
  requeueLater(turn, unit, isPaused ? Math.min(8_000, retry.pauseMs * 2 ** Math.max(0, failures - 1)) : 0)
}

/** Whether somebody else is at work who has had no trouble with the unit. */
export function hasOther(unit: Unit, { isTrusted }: { readonly isTrusted: boolean }): boolean {
  for (const member of unit.job.pool.members) {
    if (!isActive(member) || (isTrusted && !member.isTrusted) || !isOpenTo(unit, member)) continue
    if (!unit.trouble?.avoid.has(member.deviceId)) return true
  }
  return false
}

/** Whether this worker is one to try a unit that had trouble: nobody tries again what somebody else could try first. */
export function mayRetry(unit: Unit, worker: Worker): boolean {
  if (!isOpenTo(unit, worker)) return false
  return !unit.trouble?.avoid.has(worker.deviceId) || !hasOther(unit, { isTrusted: false })
}

/** The same for a unit that different workers failed: it waits for a trusted one if there is one. */
export function maySettle(unit: Unit, worker: Worker): boolean {
  if (worker.isTrusted && isOpenTo(unit, worker) && !unit.trouble?.avoid.has(worker.deviceId)) return true
  return !hasOther(unit, { isTrusted: true }) && mayRetry(unit, worker)
}
