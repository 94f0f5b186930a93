import type { Instant, JobId, LeaseId, UnitId, WorkerId } from '../ids'
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
  readonly mode: Mode
  readonly weight: number
  readonly pool: Pool
  state: 'open' | 'finished' | 'cancelled'
  isCompleted: boolean
  readonly units: Unit[]
  /** Waiting for any worker, in order. */
  readonly fresh: UnitQueue
  /** Waiting for a worker that has not had trouble with them. */
  readonly troubled: UnitQueue
  /** Failed at different workers: waiting for a trusted one. */
  readonly disputed: UnitQueue
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
}

/** What went wrong with a unit so far. */
export interface Trouble {
  /** Workers it went wrong at, in any way: others are asked first. */
  readonly avoid: Set<WorkerId>
  /** Workers that reported a failure (other than a missing payload). */
  readonly failedBy: Set<WorkerId>
  hasTrustedFailed: boolean
  failureCount: number
  payloadFailureCount: number
  runOutCount: number
  /** Blamed first; forgiven when a proven worker fails it too. */
  readonly suspect: Worker | null
  lastReason: FailureReason | 'ran-out'
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
  readonly order: number
  readonly pools: readonly Pool[]
  readonly isTrusted: boolean
  readonly speed: Speed
  /** Leases it holds, oldest first. */
  readonly hand: Lease[]
  isPaused: boolean
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

/** Whether the worker takes part: neither paused nor resting. Both end by an event, never by the mere passing of time. */
export const isActive = (worker: Worker): boolean => !worker.isPaused && worker.restUntilAt === null

export const waitingCount = (job: Job): number => job.fresh.length + job.troubled.length + job.disputed.length
