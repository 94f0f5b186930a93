import type { LeaseId, WorkerId } from '../lib/core/ids'
import { median } from '../lib/core/statistics'
import type { WorkerState } from '../lib/protocol/volunteer'
import type { RefusalReason } from '../lib/protocol/unread'
import { saveDeviceSpeed } from '../lib/server/devices'
import type { ConnectedWorker, PauseReason } from './connected-worker'
import { type Floor, jobOfSession, workersOfSession } from './floor'
import type { Lease } from './lease-book'
import { findLiveUnit } from './live-job'
import { sentences } from './session-news'

/** The comings and goings of workers, and what they say of their leases except the report itself (report-desk.ts). */

export function join(floor: Floor, worker: ConnectedWorker): void {
  const { workerId, sessionId, hello } = worker
  floor.workers.set(workerId, worker)
  const job = jobOfSession(floor, sessionId)
  if (job) floor.timelines.get(job.jobId)?.joined({ workerId, ...hello }, floor.clock.now())
  floor.metrics.workers.set(floor.workers.size)
  floor.news.say(sessionId, floor.clock.now(), sentences.joined(hello.name, hello.backend))
  floor.log.info({ workerId, deviceId: worker.deviceId, sessionId, backend: hello.backend }, 'worker joined')
  floor.tell({
    type: 'worker-joined',
    workerId,
    deviceId: worker.deviceId,
    pools: [sessionId],
    frameMs: hello.calibrationMs,
    isTrusted: worker.isTrusted,
  })
  floor.trust?.joined(worker)
  settleStandBy(floor, worker)
}

/** `left`: it said so; `lost`: its connection ended without a word. Safe to call twice. */
export function leave(floor: Floor, workerId: WorkerId, how: 'left' | 'lost'): void {
  const worker = floor.workers.get(workerId)
  if (!worker) return
  floor.workers.delete(workerId)
  floor.metrics.workers.set(floor.workers.size)
  const held = floor.leases.heldBy(workerId)
  const now = floor.clock.now()
  for (const { leaseId, jobId } of held) {
    floor.leases.end(leaseId)
    floor.timelines.get(jobId)?.ended(leaseId, 'gone', now)
  }
  const job = jobOfSession(floor, worker.sessionId)
  if (job) floor.timelines.get(job.jobId)?.left(workerId, now)
  floor.metrics.leases.inc({ event: how }, held.length)
  const { name } = worker.hello
  const text = how === 'left' ? sentences.left(name) : sentences.lost(name, held.length)
  floor.news.say(worker.sessionId, now, text)
  floor.log.info({ workerId, sessionId: worker.sessionId, how, held: held.length }, 'worker left')
  rememberSpeed(floor, worker)
  floor.tell({ type: 'worker-left', workerId, how })
  floor.trust?.left(worker)
  settleStandBy(floor, worker)
}

/** A page in the background hands its waiting units back and gets no new ones; the faculty page's own node goes on. */
export function hearState(floor: Floor, worker: ConnectedWorker, state: WorkerState): void {
  worker.state = state
  floor.viewChanged(worker.sessionId)
  if (!worker.hello.isLocal && !state.isVisible) pause(floor, worker, 'hidden')
  if (state.isVisible) resume(floor, worker, 'hidden')
  if (!isLow(state)) resume(floor, worker, 'battery')
  if (state.isPaused) pause(floor, worker, 'volunteer')
  else resume(floor, worker, 'volunteer')
}

/** A node that rested for its battery goes on at this level (lib/worker/node/pauses.ts), and then tells its state only. */
const isLow = ({ isCharging, batteryPct }: WorkerState): boolean =>
  isCharging !== true && batteryPct !== null && batteryPct < 20

export function pause(floor: Floor, worker: ConnectedWorker, reason: PauseReason): void {
  if (worker.pausedBy.has(reason)) return
  const wasWorking = worker.pausedBy.size === 0
  worker.pausedBy.add(reason)
  floor.news.say(worker.sessionId, floor.clock.now(), sentences.paused[reason](worker.hello.name))
  // Paused first: units that are handed back must not come straight back.
  if (wasWorking) floor.tell({ type: 'worker-paused', workerId: worker.workerId })
  for (const lease of floor.leases.heldBy(worker.workerId)) if (!lease.isStarted) handBack(floor, worker, lease)
  if (reason !== 'stand-by') settleStandBy(floor, worker)
}

export function resume(floor: Floor, worker: ConnectedWorker, reason: PauseReason): void {
  if (!worker.pausedBy.delete(reason)) return
  floor.news.say(worker.sessionId, floor.clock.now(), sentences.resumed[reason](worker.hello.name))
  if (worker.pausedBy.size === 0) {
    worker.activeSince = floor.clock.now()
    floor.tell({ type: 'worker-resumed', workerId: worker.workerId })
  }
  if (reason !== 'stand-by') settleStandBy(floor, worker)
}

/**
 * A device that stands by works only while nobody else of its session can. Called after every change of who can; the
 * devices that stand by are told here and nowhere else.
 */
export function settleStandBy(floor: Floor, { sessionId }: Pick<ConnectedWorker, 'sessionId'>): void {
  const workers = workersOfSession(floor, sessionId)
  const isNeeded = !workers.some((worker) => !worker.standsBy && isAble(worker))
  for (const worker of workers) {
    if (!worker.standsBy || worker.pausedBy.has('stand-by') !== isNeeded) continue
    worker.link.tell(isNeeded ? 'worker:resume' : 'worker:pause', isNeeded ? {} : { by: 'coordinator' })
    if (isNeeded) resume(floor, worker, 'stand-by')
    else pause(floor, worker, 'stand-by')
  }
  floor.viewChanged(sessionId)
}

/** Nothing keeps it from working, and its answers count. */
export const isAble = ({ pausedBy, isBarred }: ConnectedWorker): boolean => pausedBy.size === 0 && !isBarred

/** The worker gives a lease back, begun or not. */
export function hearReturned(floor: Floor, worker: ConnectedWorker, leaseId: LeaseId): RefusalReason | undefined {
  const lease = ownLease(floor, worker, leaseId)
  if (!lease) return 'not-yours'
  endUnblamed(floor, lease)
  floor.viewChanged(worker.sessionId)
  return undefined
}

function handBack(floor: Floor, worker: ConnectedWorker, lease: Lease): void {
  worker.link.tell('lease:revoked', { leaseId: floor.audits.outside(lease.leaseId) })
  endUnblamed(floor, lease)
}

function endUnblamed(floor: Floor, { leaseId, jobId }: Lease): void {
  floor.leases.end(leaseId)
  floor.timelines.get(jobId)?.ended(leaseId, 'returned', floor.clock.now())
  floor.metrics.leases.inc({ event: 'returned' })
  floor.tell({ type: 'lease-returned', leaseId })
}

export function hearStarted(floor: Floor, worker: ConnectedWorker, leaseId: LeaseId): RefusalReason | undefined {
  const lease = ownLease(floor, worker, leaseId)
  if (!lease) return 'not-yours'
  if (lease.isStarted) return undefined
  lease.isStarted = true
  floor.timelines.get(lease.jobId)?.started(leaseId, floor.clock.now())
  floor.tell({ type: 'lease-started', leaseId })
  floor.viewChanged(worker.sessionId)
  return undefined
}

export function hearProgress(
  floor: Floor,
  worker: ConnectedWorker,
  leaseId: LeaseId,
  framesDone: number,
): RefusalReason | undefined {
  const lease = ownLease(floor, worker, leaseId)
  if (!lease) return 'not-yours'
  const frameCount =
    (findLiveUnit(floor.jobs, lease.unitId)?.unit ?? floor.audits.find(lease.unitId))?.frames.length ?? 0
  // Progress extends the lease, so only real steps count: forwards, and not past the unit's last frame.
  if (framesDone <= lease.framesDone || framesDone > frameCount) return 'wrong-state'
  lease.framesDone = framesDone
  floor.tell({ type: 'lease-progressed', leaseId, framesDone })
  return undefined
}

export function hearFailed(
  floor: Floor,
  worker: ConnectedWorker,
  leaseId: LeaseId,
  reason: 'no-payload' | 'bad-payload' | 'engine-error' | 'out-of-memory',
): RefusalReason | undefined {
  const lease = ownLease(floor, worker, leaseId)
  if (!lease) return 'not-yours'
  const isReachable =
    floor.audits.find(lease.unitId) !== null ||
    findLiveUnit(floor.jobs, lease.unitId)?.unit.isStored ||
    floor.feeders.of(lease.jobId) !== null
  floor.log.info({ leaseId, workerId: worker.workerId, reason }, 'unit failed at a worker')
  if (reason === 'no-payload' && !isReachable) {
    // Nobody has the frames now: neither the worker's fault nor the unit's.
    handBack(floor, worker, lease)
    return undefined
  }
  floor.leases.end(leaseId)
  floor.timelines.get(lease.jobId)?.ended(leaseId, 'failed', floor.clock.now())
  floor.metrics.leases.inc({ event: 'failed' })
  worker.tally.failures += 1
  floor.tell({ type: 'lease-failed', leaseId, reason })
  const audit = floor.audits.find(lease.unitId)
  if (audit) floor.trust?.auditFailed(audit)
  floor.viewChanged(worker.sessionId)
  return undefined
}

function ownLease(floor: Floor, worker: ConnectedWorker, leaseId: LeaseId): Lease | null {
  const lease = floor.leases.isHeld(leaseId) ? floor.leases.find(leaseId) : null
  return lease?.workerId === worker.workerId ? lease : null
}

/** The first guess of the device's speed when it comes back; losing it costs nothing. */
function rememberSpeed(floor: Floor, { deviceId, tally }: ConnectedWorker): void {
  const unitMs = median(tally.unitMs)
  if (unitMs === null) return
  saveDeviceSpeed(floor.db, deviceId, unitMs).catch((error: unknown) =>
    floor.log.warn({ deviceId, err: error }, "could not keep a device's speed"),
  )
}
