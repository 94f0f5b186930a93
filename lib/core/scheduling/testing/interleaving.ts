import { brand, unitIdOf, type DeviceId, type Instant, type JobId } from '../../ids'
import type { LeaseId, UnitId, WorkerId } from '../../ids'
import { emptyBoard, type Board } from '../board'
import type { Effect, FailureReason, Mode, SchedulerEvent } from '../event'
import type { Policy } from '../policy'
import { step } from '../step'
import { createLedger, type Ledger } from './ledger'

/** Omits the time from each variant: the run's own clock adds it. */
type Untimed<Event> = Event extends unknown ? Omit<Event, 'at'> : never
export type Fact = Untimed<SchedulerEvent>

export interface Run {
  readonly board: Board
  readonly ledger: Ledger
  readonly log: readonly { readonly event: SchedulerEvent; readonly effects: readonly Effect[] }[]
  now(): number
  wait(ms: number): void
  tell(fact: Fact): readonly Effect[]
}

/** A board, its ledger and a clock that moves only when told. */
export function createRun(policy: Policy): Run {
  const board = emptyBoard()
  const ledger = createLedger(policy)
  const log: { event: SchedulerEvent; effects: readonly Effect[] }[] = []
  let now = 1_000_000
  return {
    board,
    ledger,
    log,
    now: () => now,
    wait: (ms) => void (now += ms),
    tell: (fact) => {
      const event: SchedulerEvent = { ...fact, at: brand<Instant>(now) }
      const { effects } = step(board, event, policy)
      ledger.record(event, effects)
      log.push({ event, effects })
      return effects
    },
  }
}

const MODES: readonly Mode[] = ['dynamic', 'static', 'weighted']
const REASONS: readonly FailureReason[] = ['engine-error', 'no-payload', 'bad-report', 'out-of-memory', 'bad-payload']
const PAUSES_MS = [0, 1, 40, 700, 2_500, 6_000, 20_000, 70_000]
export const POOLS = ['room-1', 'room-2'] as const
const JOB_COUNT = 2
const UNIT_COUNT = 12
const WORKER_COUNT = 5

export type Fault =
  'vanish' | 'fail' | 'pause' | 'flap' | 'return' | 'restore' | 'reopen' | 'cancel' | 'trust' | 'deadline' | 'mode'

/**
 * Reads bytes as a story: which fact comes next and about whom. Any bytes make a story, and shorter or smaller bytes make a
 * simpler one, so that fast-check shrinks well. Leases are named from all there ever were: late, doubled and reordered
 * answers come up by themselves.
 */
export function tellStory(run: Run, bytes: Uint8Array, faults: ReadonlySet<Fault>): void {
  let at = 0
  const next = (below: number): number => (bytes[at++] ?? 0) % below
  const job = (): JobId => brand<JobId>(`job${next(JOB_COUNT)}`)
  const worker = (): WorkerId => brand<WorkerId>(`worker${next(WORKER_COUNT)}`)
  const unit = (): UnitId => unitIdOf(job(), next(UNIT_COUNT))
  const lease = (): LeaseId => {
    const ids = [...run.ledger.leases.keys()]
    return brand<LeaseId>(ids[next(Math.max(1, ids.length))] ?? 'none')
  }
  /** Answers mostly come from somebody who still holds the lease. */
  const heldLease = (): LeaseId => {
    const held = [...run.ledger.leases].filter(([, { isLive }]) => isLive)
    const [id] = held[next(Math.max(1, held.length))] ?? []
    return id === undefined ? lease() : brand<LeaseId>(id)
  }
  /** Mostly the next one, sometimes one that was offered before. */
  const offer = () => {
    const jobId = job()
    const known = run.ledger.jobs.get(jobId)?.units.size ?? 0
    const position = next(6) === 5 ? next(UNIT_COUNT) : known
    return { jobId, unitId: unitIdOf(jobId, position), position, frameCount: 1 + next(5) }
  }
  /** Kept from two devices, like an audit of their answers. */
  const audit = () => {
    const keepFrom = [brand<DeviceId>(worker()), brand<DeviceId>(worker())]
    return { ...offer(), keepFrom }
  }
  const vanishRunning = (): void => {
    const leaseId = heldLease()
    const holder = run.ledger.leases.get(leaseId)?.workerId
    run.tell({ type: 'lease-started', leaseId })
    if (holder !== undefined) run.tell({ type: 'worker-left', workerId: brand<WorkerId>(holder), how: 'lost' })
  }
  const allows = (fault: Fault): boolean => faults.has(fault)

  const open = () =>
    run.tell({
      type: 'job-opened',
      jobId: job(),
      mode: MODES[next(MODES.length)] ?? 'dynamic',
      weight: 1 + next(3),
      pool: POOLS[next(2)] ?? 'room-1',
      isHeld: allows('trust') && next(2) === 1,
      deadlineAt: allows('deadline') && next(8) === 7 ? brand<Instant>(run.now() + 30_000) : null,
    })
  const join = () =>
    run.tell({
      type: 'worker-joined',
      workerId: worker(),
      pools: [['room-1'], ['room-1', 'room-2'], ['room-2']][next(3)] ?? [],
      frameMs: 20 * (1 + next(50)),
      isTrusted: next(5) === 4,
    })

  open()
  join()
  join()
  while (at < bytes.length) {
    const op = next(28)
    run.wait(PAUSES_MS[op < 12 ? next(3) : next(PAUSES_MS.length)] ?? 0)
    const wakeAt = run.ledger.wakeAt()
    if (wakeAt !== null && wakeAt <= run.now()) run.tell({ type: 'time-passed' })
    switch (op) {
      case 0:
      case 1:
      case 2:
      case 3:
        run.tell({ type: 'unit-offered', ...offer(), isAvailable: !allows('flap') || next(4) > 0 })
        break
      case 4:
        open()
        break
      case 5:
      case 6:
        join()
        break
      case 7:
      case 8:
      case 9:
      case 10:
        run.tell({ type: 'report-received', leaseId: heldLease(), workMs: next(256) * 10 })
        break
      case 11:
        run.tell({ type: 'lease-started', leaseId: heldLease() })
        break
      case 12:
        run.tell({ type: 'lease-progressed', leaseId: heldLease(), framesDone: next(7) })
        break
      case 13:
        run.tell({ type: 'report-received', leaseId: lease(), workMs: next(256) * 10 })
        break
      case 14:
        run.tell({ type: 'time-passed' })
        break
      case 15:
        if (next(3) === 0) run.tell({ type: 'job-completed', jobId: job() })
        break
      case 16:
        if (allows('vanish'))
          run.tell({ type: 'worker-left', workerId: worker(), how: next(2) === 0 ? 'lost' : 'left' })
        break
      case 17:
      case 18:
        if (allows('fail'))
          run.tell({
            type: 'lease-failed',
            leaseId: heldLease(),
            reason: REASONS[next(REASONS.length)] ?? 'bad-report',
          })
        break
      case 19:
        if (allows('pause')) run.tell({ type: next(2) === 0 ? 'worker-paused' : 'worker-resumed', workerId: worker() })
        break
      case 20:
        if (allows('flap'))
          run.tell({ type: 'unit-availability', unitIds: [unit(), unit()], isAvailable: next(2) === 0 })
        break
      case 21:
        if (allows('return')) run.tell({ type: 'lease-returned', leaseId: heldLease() })
        break
      case 22:
        if (allows('restore'))
          run.tell({ type: 'unit-restored', ...offer(), outcome: next(2) === 0 ? 'done' : 'failed' })
        break
      case 23:
        if (allows('reopen') && next(2) === 0) run.tell({ type: 'unit-reopened', unitId: unit() })
        else if (allows('mode') && next(2) === 0)
          run.tell({ type: 'job-mode-changed', jobId: job(), mode: MODES[next(MODES.length)] ?? 'dynamic' })
        else if (allows('cancel') && next(4) === 0) run.tell({ type: 'job-cancelled', jobId: job() })
        break
      case 24:
        if (allows('trust')) run.tell({ type: 'unit-offered', ...audit(), isAvailable: true })
        break
      case 25:
        if (!allows('trust')) break
        if (next(3) === 0) run.tell({ type: 'worker-barred', workerId: worker() })
        else run.tell({ type: 'unit-withdrawn', unitId: unit() })
        break
      case 26:
        if (allows('trust')) run.tell({ type: 'job-released', jobId: job() })
        break
      case 27:
        // One worker after another dies over the oldest lease that runs.
        if (allows('vanish')) vanishRunning()
        break
    }
  }
}

/**
 * The end of a story: the feeder comes back, everything has been offered, and one sound worker joins each room. Whoever else
 * is there stays silent but keeps its link. Returns how often the sound workers answered.
 */
export function comeToRest(run: Run, mostAnswers = 2_000): number {
  for (const id of run.ledger.units.keys())
    run.tell({ type: 'unit-availability', unitIds: [brand<UnitId>(id)], isAvailable: true })
  for (const id of run.ledger.jobs.keys()) run.tell({ type: 'job-completed', jobId: brand<JobId>(id) })
  const sound = POOLS.map((pool) => brand<WorkerId>(`sound-${pool}`))
  sound.forEach((workerId, index) =>
    run.tell({ type: 'worker-joined', workerId, pools: [POOLS[index] ?? ''], frameMs: 50, isTrusted: false }),
  )
  const release = () => {
    for (const [id, job] of run.ledger.jobs)
      if (job.isSettled && !job.isOver) run.tell({ type: 'job-released', jobId: brand<JobId>(id) })
  }
  let answers = 0
  release()
  while ([...run.ledger.jobs.values()].some((job) => !job.isOver) && answers++ < mostAnswers) {
    run.wait(100)
    const leaseId = sound.flatMap((workerId) => [...(run.ledger.workers.get(workerId)?.held ?? [])])[0]
    if (leaseId !== undefined) {
      run.tell({ type: 'report-received', leaseId: brand<LeaseId>(leaseId), workMs: 90 })
      release()
      continue
    }
    const wakeAt = run.ledger.wakeAt()
    if (wakeAt === null) break
    run.wait(Math.max(0, wakeAt - run.now()))
    run.tell({ type: 'time-passed' })
    release()
  }
  return answers
}
