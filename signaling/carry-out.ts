import { assertNever } from '../lib/core/assert-never'
import { payloadPath } from '../lib/protocol/payload-path'
import { failUnit } from '../lib/server/units'
import type { Task } from './coordinator'
import type { LeaseOutcome } from '../lib/protocol/timeline'
import type { Floor } from './floor'
import type { Lease } from './lease-book'
import { changeUnit, findLiveUnit } from './live-job'
import type { ConnectedWorker } from './connected-worker'
import { type AuditUnit, chooseDisguise } from './trust/audit-book'
import { secretRandom } from './trust/make-audit'
import { sentences } from './session-news'

/** Does what the board asks for. Reports are the report desk's, which asked the board and reads the answer itself. */
export function carryOut(floor: Floor, task: Task, finishJob: (jobId: FinishedJobId) => void): void {
  switch (task.type) {
    case 'grant-lease':
      return grant(floor, task)
    case 'revoke-lease': {
      const lease = floor.leases.end(task.leaseId)
      if (!lease) return
      floor.timelines.get(lease.jobId)?.ended(lease.leaseId, REVOKED[task.reason], floor.clock.now())
      floor.metrics.leases.inc({ event: task.reason })
      floor.metrics.leasesHeld.set(floor.leases.heldCount())
      const worker = floor.workers.get(task.workerId)
      worker?.link.tell('lease:revoked', { leaseId: floor.audits.outside(task.leaseId) })
      if (worker) floor.viewChanged(worker.sessionId)
      return
    }
    case 'unit-given-up':
      return giveUp(floor, task)
    case 'job-settled':
      return floor.trust?.tell({ type: 'job-settled', jobId: task.jobId })
    case 'job-finished':
      return finishJob(task.jobId)
    case 'rest-worker': {
      const worker = floor.workers.get(task.workerId)
      if (!worker) return
      worker.restsUntil = task.untilAt
      const now = floor.clock.now()
      const seconds = Math.round((task.untilAt - now) / 1000)
      floor.news.say(worker.sessionId, now, sentences.rests(worker.hello.name, seconds))
      floor.log.warn({ workerId: task.workerId, seconds }, 'worker rests after failures')
      return
    }
    case 'accept-report':
    case 'compare-report':
    case 'refuse-report':
      return
    case 'standby-worker':
      return standBy(floor, task)
    default:
      return assertNever(task)
  }
}

const REVOKED: Readonly<Record<Extract<Task, { type: 'revoke-lease' }>['reason'], LeaseOutcome>> = {
  'ran-out': 'ran-out',
  'worker-stalled': 'ran-out',
  'worker-paused': 'returned',
  'worker-resting': 'returned',
  reassigned: 'moved',
  'done-elsewhere': 'moved',
  'job-cancelled': 'cancelled',
  'worker-barred': 'failed',
  withdrawn: 'cancelled',
  deadline: 'cancelled',
}

type FinishedJobId = Extract<Task, { type: 'job-finished' }>['jobId']

function grant(floor: Floor, { leaseId, workerId, unitId, leaseMs }: Extract<Task, { type: 'grant-lease' }>): void {
  const worker = floor.workers.get(workerId)
  const audit = floor.audits.find(unitId)
  if (worker && audit) return grantAudit(floor, worker, audit, { leaseId, leaseMs })
  const found = findLiveUnit(floor.jobs, unitId)
  // Cannot be: the board hears of every leaving worker and ended job before anything else happens.
  if (!worker || !found) return floor.log.error({ leaseId, workerId, unitId }, 'a lease on nothing or for nobody')
  const { job, unit } = found
  const grantedAt = floor.clock.now()
  const lease: Lease = {
    ...{ leaseId, unitId, workerId, grantedAt },
    ...{ jobId: job.jobId, deviceId: worker.deviceId, isStarted: false, framesDone: 0 },
  }
  floor.leases.add(lease)
  floor.timelines.get(job.jobId)?.granted(lease)
  floor.metrics.leases.inc({ event: 'granted' })
  floor.metrics.leasesHeld.set(floor.leases.heldCount())
  worker.link.tell('lease:granted', {
    ...{ leaseId, unitId, leaseMs },
    jobId: job.jobId,
    operation: job.operation,
    frames: unit.frames.map((frame) => ({ ...frame })),
    checksum: unit.checksum,
    hasFeeder: floor.feeders.of(job.jobId) !== null && !(floor.trust && unit.isStored && secretRandom() < HTTP_SHARE),
    payloadPath: payloadPath(job.jobId, unit.position),
  })
  floor.viewChanged(job.sessionId)
}

/** Of hundreds that wait, no news is made: their tiles say it. */
function standBy(floor: Floor, { workerId, isOnStandby }: Extract<Task, { type: 'standby-worker' }>): void {
  const worker = floor.workers.get(workerId)
  if (!worker) return
  worker.isOnStandby = isOnStandby
  if (!isOnStandby) worker.activeSince = floor.clock.now()
  worker.link.tell(isOnStandby ? 'worker:pause' : 'worker:resume', isOnStandby ? { by: 'coordinator' } : {})
  floor.viewChanged(worker.sessionId)
}

/** Audits come from the coordinator only. So do a few ordinary units that it has, or their way would give audits away. */
const HTTP_SHARE = 0.125

/** An audit goes out under the name and with the times of a unit that the device has not had. */
function grantAudit(
  floor: Floor,
  worker: ConnectedWorker,
  audit: AuditUnit,
  { leaseId, leaseMs }: Pick<Extract<Task, { type: 'grant-lease' }>, 'leaseId' | 'leaseMs'>,
): void {
  const { jobId, auditId, frames, checksum } = audit
  const { workerId, deviceId } = worker
  const grantedAt = floor.clock.now()
  floor.leases.add({
    ...{ leaseId, unitId: auditId, jobId, workerId, deviceId, grantedAt, isStarted: false, framesDone: 0 },
  })
  const had = new Set(floor.leases.everBy(deviceId).map(({ unitId }) => unitId))
  const disguise = chooseDisguise(floor.jobs.get(jobId)?.units.values() ?? [], {
    frameCount: frames.length,
    isTaken: (unitId) => had.has(unitId),
    random: secretRandom,
  })
  const unitId = disguise?.unitId ?? auditId
  worker.link.tell('lease:granted', {
    ...{ jobId, unitId, leaseMs, checksum, operation: 'attendance', hasFeeder: false },
    leaseId: floor.audits.disguise(leaseId, auditId, unitId),
    frames: frames.map(({ jpeg, rendering: { widthPx, heightPx } }, index) => ({
      ...{ atS: disguise?.frames[index]?.atS ?? index, widthPx, heightPx, sizeBytes: jpeg.byteLength },
    })),
    payloadPath: payloadPath(jobId, disguise?.position ?? 0),
  })
}

function giveUp(floor: Floor, { unitId, reason }: Extract<Task, { type: 'unit-given-up' }>): void {
  if (floor.audits.find(unitId)) {
    floor.audits.drop(unitId)
    return floor.trust?.tell({ type: 'audit-lost', auditId: unitId })
  }
  const found = findLiveUnit(floor.jobs, unitId)
  if (!found) return
  const { job, unit } = found
  changeUnit(job, unitId, { outcome: { type: 'given-up', reason } })
  floor.metrics.units.inc({ event: 'given-up' })
  floor.news.say(job.sessionId, floor.clock.now(), sentences.unitGivenUp(unit.position, reason))
  floor.log.warn({ unitId, reason }, 'unit given up')
  floor.saves
    .run(job.jobId, () => failUnit(floor.db, unitId, reason))
    // The unit stays open in the database, so a restart would try it again: nothing is lost but time.
    .catch((error: unknown) => floor.log.error({ unitId, err: error }, 'a given-up unit could not be written'))
}
