import type { Effect, RefuseReason, SchedulerEvent } from '../event'
import type { Policy } from '../policy'

/**
 * A second, much simpler account of what happened, kept only from events and effects. It knows none of the scheduler's
 * structures and throws the number of the first rule that a step breaks.
 */
export function createLedger(policy: Policy) {
  const jobs = new Map<string, JobAccount>()
  const units = new Map<string, UnitAccount>()
  const workers = new Map<string, WorkerAccount>()
  const leases = new Map<string, LeaseAccount>()
  let wakeAt: number | null = null

  return { jobs, units, workers, leases, record, wakeAt: () => wakeAt }

  function record(event: SchedulerEvent, effects: readonly Effect[]): void {
    before(event)
    for (const effect of effects) after(event, effect)
    for (const [id, worker] of workers) {
      if (worker.held.size > policy.pipeline.mostHeld) throw new Error(`SCH-11: ${id} holds ${worker.held.size}`)
    }
    for (const [id, job] of jobs) {
      const isEnded = job.isCompleted && [...job.units].every((unit) => units.get(unit)?.end !== null)
      if (isEnded && !job.isOver && !job.isHeld) throw new Error(`SCH-5: ${id} has ended and nobody said so`)
      if (isEnded && !job.isOver && !job.isSettled) throw new Error(`SCH-22: ${id} is settled and nobody said so`)
    }
  }

  /** What the event itself says, before the scheduler has answered. */
  function before(event: SchedulerEvent): void {
    switch (event.type) {
      case 'job-opened':
        if (!jobs.has(event.jobId)) {
          const { pool, isHeld = false, deadlineAt = null } = event
          const start = { isCompleted: false, isOver: false, isSettled: false, units: new Set<string>() }
          jobs.set(event.jobId, { pool, isHeld, deadlineAt, ...start })
        }
        return
      case 'job-mode-changed':
        return
      case 'job-released': {
        const job = jobs.get(event.jobId)
        if (job) job.isReleased = job.isSettled && !job.isOver
        return
      }
      case 'unit-offered':
      case 'unit-restored': {
        const job = jobs.get(event.jobId)
        if (!job || job.isOver) return
        const known = units.get(event.unitId)
        const isAvailable = event.type === 'unit-offered' && event.isAvailable
        const keepFrom = event.type === 'unit-offered' ? (event.keepFrom ?? []) : []
        const unit = known ?? {
          ...{ jobId: event.jobId, isAvailable, end: null },
          ...{ held: new Set(), keepFrom: new Set<string>(keepFrom), vanished: [] },
        }
        if (!known) job.isSettled = false
        unit.isAvailable ||= isAvailable
        if (event.type === 'unit-restored') unit.end ??= event.outcome === 'done' ? 'restored-done' : 'restored-failed'
        units.set(event.unitId, unit)
        job.units.add(event.unitId)
        return
      }
      case 'unit-availability':
        for (const id of event.unitIds) {
          const unit = units.get(id)
          if (unit) unit.isAvailable = event.isAvailable
        }
        return
      case 'unit-reopened': {
        const unit = units.get(event.unitId)
        const isDone = unit?.end === 'accepted' || unit?.end === 'restored-done'
        const job = unit && jobs.get(unit.jobId)
        if (!job || !isDone || job.isOver) return
        unit.end = null
        job.isSettled = false
        return
      }
      case 'unit-withdrawn': {
        const unit = units.get(event.unitId)
        if (unit?.end === null && jobs.get(unit.jobId)?.isOver === false) unit.end = 'withdrawn'
        return
      }
      case 'job-completed': {
        const job = jobs.get(event.jobId)
        if (job && !job.isOver) job.isCompleted = true
        return
      }
      case 'job-cancelled': {
        const job = jobs.get(event.jobId)
        if (job) job.isOver = true
        return
      }
      case 'worker-joined':
        if (!workers.has(event.workerId)) {
          const { pools, deviceId = event.workerId } = event
          const start = { isPaused: false, isBarred: false, isOnStandby: false, held: new Set<string>() }
          workers.set(event.workerId, { pools, deviceId, ...start })
        }
        return
      case 'worker-trusted': {
        const worker = workers.get(event.workerId)
        if (worker && event.isTrusted) worker.isBarred = false
        return
      }
      case 'worker-barred': {
        const worker = workers.get(event.workerId)
        if (worker) worker.isBarred = true
        return
      }
      case 'worker-left': {
        const leaver = workers.get(event.workerId)
        for (const id of leaver?.held ?? []) {
          const lease = leases.get(id)
          if (event.how === 'lost' && lease?.isRunning) units.get(lease.unitId)?.vanished.push(leaver?.deviceId ?? '')
          drop(id)
        }
        workers.delete(event.workerId)
        return
      }
      case 'worker-paused':
      case 'worker-resumed': {
        const worker = workers.get(event.workerId)
        if (worker) worker.isPaused = event.type === 'worker-paused'
        return
      }
      case 'lease-returned':
      case 'lease-failed':
        drop(event.leaseId)
        return
      case 'report-received':
        drop(event.leaseId)
        return
      case 'time-passed':
        wakeAt = null
        for (const job of jobs.values())
          if (!job.isOver && job.deadlineAt !== null && job.deadlineAt <= event.at) job.isCompleted = true
        return
      case 'lease-started':
      case 'lease-progressed': {
        const lease = leases.get(event.leaseId)
        if (lease?.isLive) lease.isRunning = true
        return
      }
    }
  }

  function after(event: SchedulerEvent, effect: Effect): void {
    switch (effect.type) {
      case 'grant-lease':
        return granted(event, effect)
      case 'revoke-lease':
        if (!leases.get(effect.leaseId)?.isLive) throw new Error('SCH-6: revoked a lease that had ended')
        drop(effect.leaseId)
        return
      case 'accept-report': {
        const unit = reported(event, effect)
        if (unit.end !== null) throw new Error(`SCH-4: ${effect.unitId} was ${unit.end} before`)
        unit.end = 'accepted'
        return
      }
      case 'compare-report': {
        const unit = reported(event, effect)
        if (unit.end === null) throw new Error('SCH-15: compared with nothing')
        return
      }
      case 'refuse-report':
        return refused(event, effect.leaseId, effect.reason)
      case 'unit-given-up': {
        const unit = units.get(effect.unitId)
        if (!unit || unit.end !== null) throw new Error('SCH-3: a unit that had ended was given up')
        if (unit.held.size > 0) throw new Error('SCH-3: given up while somebody works on it')
        const deadlineAt = jobs.get(unit.jobId)?.deadlineAt ?? Infinity
        if (effect.reason === 'deadline' && event.at < deadlineAt)
          throw new Error('SCH-23: given up before its deadline')
        const { retry } = policy
        const isDeadly =
          new Set(unit.vanished).size >= retry.differentVanished || unit.vanished.length >= 2 * retry.mostVanished
        if (effect.reason === 'took-workers-down' && !isDeadly) throw new Error('SCH-19: given up for a few who left')
        unit.end = 'given-up'
        return
      }
      case 'job-finished': {
        const job = jobs.get(effect.jobId)
        if (!job || job.isOver) throw new Error('SCH-5: finished twice')
        if (!job.isCompleted) throw new Error('SCH-5: finished before its last unit was offered')
        if (job.isHeld && !job.isReleased) throw new Error('SCH-22: finished before it was released')
        for (const id of job.units) if (units.get(id)?.end === null) throw new Error(`SCH-5: ${id} is still open`)
        job.isOver = true
        return
      }
      case 'job-settled': {
        const job = jobs.get(effect.jobId)
        if (!job?.isHeld || job.isOver || job.isSettled) throw new Error('SCH-22: settled twice, or not held')
        if (!job.isCompleted) throw new Error('SCH-22: settled before its last unit was offered')
        for (const id of job.units) if (units.get(id)?.end === null) throw new Error(`SCH-22: ${id} is still open`)
        job.isSettled = true
        return
      }
      case 'standby-worker': {
        const worker = workers.get(effect.workerId)
        if (!worker || worker.isOnStandby === effect.isOnStandby) throw new Error('SCH-26: told twice, or to nobody')
        if (effect.isOnStandby && worker.held.size > 0) throw new Error('SCH-26: sent to sleep at work')
        worker.isOnStandby = effect.isOnStandby
        return
      }
      case 'rest-worker':
        if (!workers.has(effect.workerId)) throw new Error('SCH-9: a worker that left was rested')
        return
      case 'wake-at':
        if (effect.at <= event.at) throw new Error('SCH-16: asked to be woken in the past')
        wakeAt = effect.at
        return
    }
  }

  function granted(event: SchedulerEvent, effect: Extract<Effect, { type: 'grant-lease' }>): void {
    const worker = workers.get(effect.workerId)
    const unit = units.get(effect.unitId)
    const job = unit && jobs.get(unit.jobId)
    if (!worker || !unit || !job) throw new Error('SCH-10: granted something unknown')
    if (worker.isBarred) throw new Error('SCH-21: granted to a barred worker')
    if (worker.isOnStandby) throw new Error('SCH-26: granted to a sleeping worker')
    if (unit.keepFrom.has(worker.deviceId)) throw new Error('SCH-20: granted to a device it is kept from')
    if (unit.keepFrom.size > 0 && unit.held.size > 0) throw new Error('SCH-20: an audit was copied')
    if (worker.isPaused) throw new Error('SCH-10: granted to a paused worker')
    if (!worker.pools.includes(job.pool)) throw new Error('SCH-10: granted across pools')
    if (!unit.isAvailable) throw new Error('SCH-10: granted although nobody could fetch it')
    if (unit.end !== null || job.isOver) throw new Error('SCH-4: granted although it had ended')
    if (leases.has(effect.leaseId)) throw new Error('SCH-15: a lease id came twice')
    if (unit.held.size > policy.backup.mostCopies) throw new Error('SCH-14: too many copies')
    for (const id of unit.held)
      if (leases.get(id)?.workerId === effect.workerId) throw new Error('SCH-14: copied to itself')
    const { leastMs, mostMs } = policy.lease
    if (effect.leaseMs < leastMs || effect.leaseMs > mostMs) throw new Error(`SCH-6: lease of ${effect.leaseMs} ms`)
    if (effect.endsAt < event.at + effect.leaseMs - 1) throw new Error('SCH-6: ends before its time')
    const start = { isLive: true, isRunning: false, isReported: false }
    leases.set(effect.leaseId, { workerId: effect.workerId, unitId: effect.unitId, ...start })
    worker.held.add(effect.leaseId)
    unit.held.add(effect.leaseId)
  }

  function reported(event: SchedulerEvent, { leaseId, unitId }: { leaseId: string; unitId: string }): UnitAccount {
    const lease = leases.get(leaseId)
    const unit = units.get(unitId)
    if (event.type !== 'report-received' || !lease || !unit) throw new Error('SCH-15: took what was not reported')
    if (event.leaseId !== leaseId || lease.unitId !== unitId) throw new Error('SCH-15: took a report for another unit')
    if (lease.isReported) throw new Error('SCH-15: took the same report twice')
    lease.isReported = true
    return unit
  }

  function refused(event: SchedulerEvent, leaseId: string, reason: RefuseReason): void {
    const lease = leases.get(leaseId)
    const unit = lease && units.get(lease.unitId)
    if (event.type !== 'report-received' || event.leaseId !== leaseId)
      throw new Error('SCH-15: refused what nobody sent')
    const isOver = !unit || jobs.get(unit.jobId)?.isOver === true
    if (!isOver && lease && !lease.isReported && !isClosed(unit) && reason !== 'worker-barred')
      throw new Error(`SCH-15: a usable report was refused as ${reason}`)
  }

  function drop(leaseId: string): void {
    const lease = leases.get(leaseId)
    if (!lease?.isLive) return
    lease.isLive = false
    workers.get(lease.workerId)?.held.delete(leaseId)
    units.get(lease.unitId)?.held.delete(leaseId)
  }
}

export type Ledger = ReturnType<typeof createLedger>

const isClosed = ({ end }: UnitAccount): boolean =>
  end === 'given-up' || end === 'restored-failed' || end === 'withdrawn'

interface JobAccount {
  readonly pool: string
  readonly isHeld: boolean
  readonly deadlineAt: number | null
  isCompleted: boolean
  isOver: boolean
  isSettled: boolean
  isReleased?: boolean
  readonly units: Set<string>
}
interface UnitAccount {
  readonly jobId: string
  isAvailable: boolean
  end: 'accepted' | 'given-up' | 'restored-done' | 'restored-failed' | 'withdrawn' | null
  readonly held: Set<string>
  readonly keepFrom: ReadonlySet<string>
  readonly vanished: string[]
}
interface WorkerAccount {
  readonly pools: readonly string[]
  readonly deviceId: string
  isPaused: boolean
  isBarred: boolean
  isOnStandby: boolean
  readonly held: Set<string>
}
interface LeaseAccount {
  readonly workerId: string
  readonly unitId: string
  isLive: boolean
  isRunning: boolean
  isReported: boolean
}
