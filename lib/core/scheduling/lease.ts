import { after, brand, type Instant, type LeaseId } from '../ids'
import { isLive, isPlain, type Lease, type Unit, type Worker } from './board'
import type { RevokeReason } from './event'
import { workMs } from './forecast'
import { rulesOf } from './modes/rules'
import type { Policy } from './policy'
import { takeOut } from './queue'
import { charge, refund } from './sharing'
import { leaseP95Ms, learnOverhead, learnSize, type Speed } from './speed'
import { once, wakeBy, type Turn } from './turn'

/** clamp(times × predicted 95th percentile, leastMs, mostMs). */
export const leaseMsFor = ({ lease }: Policy, speed: Speed, frameCount: number, costFactor: number): number =>
  Math.min(lease.mostMs, Math.max(lease.leastMs, lease.times * leaseP95Ms(speed, frameCount, costFactor)))

/**
 * Leases the unit to the worker. The id holds the time of the grant, so that after a restart a new lease of a unit is never
 * taken for one from before.
 */
export function grant(turn: Turn, worker: Worker, unit: Unit, { isBackup }: { readonly isBackup: boolean }): void {
  const { board, policy, at } = turn
  const { job } = unit
  if (unit.state.type === 'queued') {
    if (isPlain(unit)) rulesOf(job).taken(job, worker)
    takeOut(unit)
    job.count.leased++
  }
  const lease: Lease = {
    id: brand<LeaseId>(`${unit.id}.${Math.floor(at).toString(36)}-${unit.leases.length + 1}`),
    unit,
    worker,
    grantedAt: at,
    leaseMs: Math.round(leaseMsFor(policy, worker.speed, unit.frameCount, job.costFactor)),
    isBackup,
    wasIdle: worker.hand.length === 0,
    charge: charge(board, job, workMs(worker, job, unit.frameCount)),
    state: { type: 'held' },
    endsAt: null,
    expectedEndAt: 0,
  }
  if (isBackup) job.backupCount++
  board.leases.set(lease.id, lease)
  unit.leases.push(lease)
  unit.liveCount++
  unit.takenBy = worker.deviceId
  unit.state = { type: 'leased' }
  worker.hand.push(lease)
  learnSize(worker.speed, unit.frameCount)
  arm(turn, worker)
  const endsAt = lease.endsAt ?? after(latestEnd(worker, at), lease.leaseMs)
  turn.effects.push({
    type: 'grant-lease',
    leaseId: lease.id,
    workerId: worker.id,
    unitId: unit.id,
    leaseMs: lease.leaseMs,
    endsAt,
  })
}

function latestEnd(worker: Worker, at: Instant): Instant {
  let latest = at
  let waiting = 0
  for (const { endsAt, leaseMs } of worker.hand) {
    if (endsAt === null) waiting += leaseMs
    else if (endsAt > latest) latest = endsAt
  }
  const own = worker.hand.at(-1)?.leaseMs ?? 0
  return after(latest, waiting - own)
}

/** A worker that works on nothing must begin the oldest lease it holds: its time runs from now. */
export function arm(turn: Turn, worker: Worker): void {
  const oldest = worker.hand[0]
  if (!oldest || oldest.endsAt !== null) return
  for (const lease of worker.hand) if (lease.state.type === 'running') return
  extend(turn, oldest)
}

function extend(turn: Turn, lease: Lease): void {
  lease.endsAt = after(turn.at, lease.leaseMs)
  wakeBy(turn, lease.endsAt)
}

/** Messages of one moment may arrive this far apart. */
const NOTICEABLE_MS = 50

export function start(turn: Turn, lease: Lease): void {
  if (lease.state.type !== 'held') return
  const { worker } = lease
  const isWorking = worker.hand.some((held) => held.state.type === 'running')
  const stoodStillMs = turn.at - Math.max(lease.grantedAt, worker.lastReportAt)
  // Fetching took all of the time since the grant only if the engine stood still for it.
  const isWhole = !isWorking && (lease.wasIdle || stoodStillMs > NOTICEABLE_MS)
  learnOverhead(worker.speed, turn.at - lease.grantedAt, isWhole ? 'measured' : 'at-most')
  lease.state = { type: 'running', startedAt: turn.at, framesDone: 0, progressedAt: turn.at }
  extend(turn, lease)
}

/** Only frames that were not done before extend a lease; saying the same again does not. */
export function progress(turn: Turn, lease: Lease, framesDone: number): void {
  start(turn, lease)
  if (lease.state.type !== 'running') return
  const reached = Math.min(Math.floor(framesDone), lease.unit.frameCount)
  if (!(reached > lease.state.framesDone)) return
  lease.state = { ...lease.state, framesDone: reached, progressedAt: turn.at }
  extend(turn, lease)
}

/** Takes a live lease out of the worker's hand and off its unit. What becomes of the unit is the caller's business. */
export function end(turn: Turn, lease: Lease, how: 'reported' | 'over'): void {
  const { worker, unit } = lease
  if (isLive(lease)) {
    if (how === 'over' && lease.state.type === 'held') refund(unit.job, lease.charge)
    worker.hand.splice(worker.hand.indexOf(lease), 1)
    unit.liveCount--
    once(turn.freed, worker)
    arm(turn, worker)
  }
  lease.state = { type: how }
  lease.endsAt = null
}

/** Ends a live lease and tells its worker. */
export function revoke(turn: Turn, lease: Lease, reason: RevokeReason): void {
  if (!isLive(lease)) return
  end(turn, lease, 'over')
  turn.effects.push({
    type: 'revoke-lease',
    leaseId: lease.id,
    workerId: lease.worker.id,
    unitId: lease.unit.id,
    reason,
  })
}
