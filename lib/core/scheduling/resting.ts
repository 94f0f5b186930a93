import { after } from '../ids'
import { isActive, type Pool, type Worker } from './board'
import { revoke } from './lease'
import { rulesOf } from './modes/rules'
import type { RevokeReason } from './event'
import { once, wakeBy, type Turn } from './turn'
import { requeue } from './units'

/** A failure that is the worker's as far as anyone can tell. Several in a row and it rests, longer each time. */
export function strike(turn: Turn, worker: Worker): void {
  const { rest } = turn.policy
  worker.strikes++
  worker.count.failures++
  if (worker.strikes < rest.afterFailures || !isActive(worker)) return
  if (!canBeSpared(worker)) {
    const pausedMs = Math.min(rest.pacedMs, turn.policy.retry.pauseMs * 2 ** (worker.strikes - rest.afterFailures))
    return holdOff(turn, worker, pausedMs)
  }
  const untilAt = after(turn.at, rest.firstMs * 2 ** Math.min(worker.restCount, rest.mostDoublings))
  worker.restCount++
  worker.restUntilAt = untilAt
  wakeBy(turn, untilAt)
  turn.effects.push({ type: 'rest-worker', workerId: worker.id, untilAt })
  standDown(turn, worker, 'worker-resting')
}

/** A success shows that the worker works. */
export function absolve(worker: Worker): void {
  worker.strikes = 0
  worker.restCount = 0
}

/** One strike less: a proven worker failed at the same unit. */
export function forgive(turn: Turn, worker: Worker): void {
  worker.strikes = Math.max(0, worker.strikes - 1)
  if (worker.restUntilAt !== null && worker.strikes < turn.policy.rest.afterFailures) {
    worker.restCount = Math.max(0, worker.restCount - 1)
    wake(turn, worker)
  }
}

/** Whether each of its pools still has somebody at work without it. */
function canBeSpared(worker: Worker): boolean {
  return worker.pools.every((pool) => {
    for (const member of pool.members) if (member !== worker && isActive(member)) return true
    return false
  })
}

/** Resting never empties a pool: when nobody else is left, whoever would be back first is called. Call when members go. */
export function keepManned(turn: Turn, pool: Pool): void {
  let next: Worker | null = null
  for (const member of pool.members) {
    if (isActive(member)) return
    if (member.isPaused || member.isBarred || member.restUntilAt === null) continue
    if (!next?.restUntilAt || member.restUntilAt < next.restUntilAt) next = member
  }
  if (next) wake(turn, next)
}

/** No new lease for a moment; what it holds it keeps. */
export function holdOff(turn: Turn, worker: Worker, ms: number): void {
  worker.holdOffUntilAt = after(turn.at, ms)
  wakeBy(turn, worker.holdOffUntilAt)
}

/** The worker takes no part any more: what it has not begun goes back, what it is at may be ended by it. */
export function standDown(turn: Turn, worker: Worker, reason: RevokeReason): void {
  for (const pool of worker.pools) {
    pool.hungry.delete(worker)
    for (const job of pool.jobs) rulesOf(job).left(turn, job, worker)
    once(turn.stirred, pool)
  }
  handBackHeld(turn, worker, reason)
}

/** The worker takes part again. */
function standUp(turn: Turn, worker: Worker): void {
  for (const pool of worker.pools) for (const job of pool.jobs) rulesOf(job).entered(turn, job, worker)
  once(turn.freed, worker)
}

export function handBackHeld(turn: Turn, worker: Worker, reason: RevokeReason): void {
  for (const lease of [...worker.hand]) {
    if (lease.state.type !== 'held') continue
    revoke(turn, lease, reason)
    requeue(turn, lease.unit)
  }
}

/** Ends a rest, on time or early. */
export function wake(turn: Turn, worker: Worker): void {
  worker.restUntilAt = null
  if (isActive(worker)) standUp(turn, worker)
}

export function pause(turn: Turn, worker: Worker): void {
  if (worker.isPaused) return
  const wasActive = isActive(worker)
  worker.isPaused = true
  if (wasActive) standDown(turn, worker, 'worker-paused')
  for (const pool of worker.pools) keepManned(turn, pool)
}

/** For good: what it holds, begun or not, goes to others. */
export function bar(turn: Turn, worker: Worker): void {
  if (worker.isBarred) return
  const wasActive = isActive(worker)
  worker.isBarred = true
  if (wasActive) standDown(turn, worker, 'worker-barred')
  for (const lease of [...worker.hand]) {
    revoke(turn, lease, 'worker-barred')
    requeue(turn, lease.unit)
  }
  for (const pool of worker.pools) {
    keepManned(turn, pool)
    once(turn.stirred, pool)
  }
}

/** A person said whether its word needs a second opinion. Whoever is trusted is barred no more. */
export function trust(turn: Turn, worker: Worker, isTrusted: boolean): void {
  worker.isTrusted = isTrusted
  if (isTrusted && worker.isBarred) {
    worker.isBarred = false
    if (isActive(worker)) standUp(turn, worker)
  }
  // What waited for a trusted one may be its now.
  once(turn.freed, worker)
}

/** Resuming does not end a rest. */
export function resume(turn: Turn, worker: Worker): void {
  if (!worker.isPaused) return
  worker.isPaused = false
  if (isActive(worker)) standUp(turn, worker)
  else for (const pool of worker.pools) keepManned(turn, pool)
}
