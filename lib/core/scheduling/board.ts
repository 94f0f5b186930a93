import type { DeviceId, Instant, JobId, LeaseId, UnitId, WorkerId } from '../ids'
import type { FailureReason, GiveUpReason, Mode } from './event'
import type { Place, UnitQueue } from './queue'
import type { Speed } from './speed'

/**
 * Everything the scheduler knows, about all jobs. It belongs to `step`, which changes it in place (thousands of decisions a
 * second over tens of thousands of units leave no room for copies): hand it from step to step, read it through views.ts.
 */
export interface Board {
  /** Time of the newest event; an event from before it counts as now. */
  now: Instant
  readonly jobs: Map<JobId, Job>
  /** Units and leases of open jobs. Both are forgotten when their job ends. */
  readonly units: Map<UnitId, Unit>
  readonly leases: Map<LeaseId, Lease>
  readonly workers: Map<WorkerId, Worker>
  readonly pools: Map<string, Pool>
  readonly delayed: Set<Unit>
  /** Pass of the job served last (sharing.ts). */
  virtualTime: number
  /** The instant the shell was asked to come back at. */
  wakeAt: Instant | null
  joinCount: number
}

/** Who works together: the workers and open jobs of a session. */
export interface Pool {
  readonly name: string
  readonly members: Set<Worker>
  readonly jobs: Set<Job>
  /** Members that could hold more and found nothing to take. */
  readonly hungry: Set<Worker>
  /** Frames that all members together do in a ms, as it was at `at` (tail.ts). */
  pace: { readonly at: Instant; readonly memberCount: number; readonly framesPerMs: number } | null
}

export interface Job {
  readonly id: JobId
  mode: Mode
  readonly weight: number
  readonly pool: Pool
  state: 'open' | 'finished' | 'cancelled'
  isCompleted: boolean
  /** Whether it waits for `job-released` when all its units have ended, and whether it has said that they have. */
  readonly isHeld: boolean
  isSettled: boolean
  /** Null: as long as it takes. */
  readonly deadlineAt: Instant | null
  readonly units: Unit[]
  /** By place, to know a unit's neighbours. */
  readonly places: Map<number, Unit>
  /** Waiting for any worker, in order. */
  readonly fresh: UnitQueue
  /** Waiting for a worker that has not had trouble with them. */
  readonly troubled: UnitQueue
  /** Failed at different workers: waiting for a trusted one. */
  readonly disputed: UnitQueue
  /** Not for everybody (`keepFrom`), waiting for a device that may. */
  readonly reserved: UnitQueue
  readonly count: { total: number; done: number; givenUp: number; leased: number }
  readonly frames: { offered: number; done: number; givenUp: number }
  /** Virtual time this job has used (sharing.ts). */
  pass: number
  backupCount: number
  /** How much longer this job's frames take than calibration frames: running mean over all workers. */
  costFactor: number
  /** Static and weighted only (modes/deal.ts): who still may take how many fresh units. */
  readonly shares: Map<Worker, Share>
  undealt: number
}

export interface Share {
  quota: number
  /** Smooth weighted round robin's running balance. */
  credit: number
}

export type UnitState =
  | { readonly type: 'unavailable' }
  | { readonly type: 'queued' }
  /** Failed a moment ago; back in a queue at `untilAt`. */
  | { readonly type: 'delayed'; readonly untilAt: Instant }
  | { readonly type: 'leased' }
  | { readonly type: 'done' }
  | { readonly type: 'given-up'; readonly reason: GiveUpReason }

export interface Unit {
  readonly id: UnitId
  readonly job: Job
  readonly position: number
  readonly frameCount: number
  state: UnitState
  isAvailable: boolean
  place: Place | null
  /** Every lease there was on it, so that a late report still finds its own. */
  readonly leases: Lease[]
  liveCount: number
  /** Null for nearly all units. */
  trouble: Trouble | null
  /** Devices that must not do it; null for all units but audits. */
  readonly keepFrom: ReadonlySet<DeviceId> | null
  /** Who was given it last. */
  takenBy: DeviceId | null
  /** Who vanished while running it, each as often as it did; null for nearly all units. */
  vanished: DeviceId[] | null
}

/** What went wrong with a unit so far. */
export interface Trouble {
  /** Devices it went wrong at, in any way: others are asked first. */
  readonly avoid: Set<DeviceId>
  /** Those that reported a failure (other than a missing payload). */
  readonly failedBy: Set<DeviceId>
  hasTrustedFailed: boolean
  failureCount: number
  payloadFailureCount: number
  runOutCount: number
  /** Blamed first; forgiven when a proven worker fails it too. */
  readonly suspect: Worker | null
  lastReason: FailureReason | 'ran-out' | 'took-workers-down'
}

export type LeaseState =
  /** In the worker's hand, not begun. */
  | { readonly type: 'held' }
  | {
      readonly type: 'running'
      readonly startedAt: Instant
      readonly framesDone: number
      readonly progressedAt: Instant
    }
  | { readonly type: 'reported' }
  /** Expired, revoked, returned, failed or lost with its worker. A report may still come. */
  | { readonly type: 'over' }

export interface Lease {
  readonly id: LeaseId
  readonly unit: Unit
  readonly worker: Worker
  readonly grantedAt: Instant
  readonly leaseMs: number
  readonly isBackup: boolean
  /** Whether the worker held nothing else when it was granted, so that fetching could not hide behind work. */
  readonly wasIdle: boolean
  /** What the job was charged, in pass; given back if the lease ends before work began. */
  readonly charge: number
  state: LeaseState
  /** Null while it waits behind another lease of its worker: its time has not begun. */
  endsAt: Instant | null
  /** Scratch of forecast.ts. */
  expectedEndAt: number
}

export interface Worker {
  readonly id: WorkerId
  readonly deviceId: DeviceId
  readonly order: number
  readonly pools: readonly Pool[]
  isTrusted: boolean
  readonly speed: Speed
  /** Leases it holds, oldest first. */
  readonly hand: Lease[]
  isPaused: boolean
  /** Proven wrong: for good. */
  isBarred: boolean
  /** Told to sleep for want of work; takes part as soon as it is called. */
  isOnStandby: boolean
  /** Since when it has held nothing; null while it holds something. */
  idleSinceAt: Instant | null
  /** Null unless it rests. */
  restUntilAt: Instant | null
  /** Rests in a row without a success between them. */
  restCount: number
  /** Null unless it gets no new lease for a moment. */
  holdOffUntilAt: Instant | null
  /** Failures in a row. */
  strikes: number
  /** Units whose lease ran out here and that might be forgiven if it turns out that the worker had vanished. */
  readonly ranOut: Unit[]
  lastReportAt: Instant
  readonly count: { units: number; frames: number; failures: number }
}

export const emptyBoard = (): Board => ({
  now: 0 as Instant,
  jobs: new Map(),
  units: new Map(),
  leases: new Map(),
  workers: new Map(),
  pools: new Map(),
  delayed: new Set(),
  virtualTime: 0,
  wakeAt: null,
  joinCount: 0,
})

export const isLive = (lease: Lease): boolean => lease.state.type === 'held' || lease.state.type === 'running'

export const isOpen = (unit: Unit): boolean => unit.state.type !== 'done' && unit.state.type !== 'given-up'

/** Whether the worker takes part: neither paused nor resting nor barred. Both end by an event, never by the mere passing of time. */
export const isActive = (worker: Worker): boolean => !worker.isPaused && worker.restUntilAt === null && !worker.isBarred

/** Whether it would get work if there were some. */
export const isAwake = (worker: Worker): boolean => isActive(worker) && !worker.isOnStandby

export const waitingCount = (job: Job): number =>
  job.fresh.length + job.troubled.length + job.disputed.length + job.reserved.length

/** Whether the device may do the unit at all. */
export const isOpenTo = (unit: Unit, worker: Worker): boolean => !unit.keepFrom?.has(worker.deviceId)

/** Whether it is one of the units that modes share out: no audit, and nothing went wrong with it. */
export const isPlain = (unit: Unit): boolean => unit.trouble === null && unit.keepFrom === null
