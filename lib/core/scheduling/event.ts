import type { DeviceId, Instant, JobId, LeaseId, UnitId, WorkerId } from '../ids'

/** How a job's work is balanced (DESIGN §4.1). Spelled as on the wire. */
export type Mode = 'static' | 'weighted' | 'dynamic'

/** What a worker can say went wrong, and `bad-report`: what the coordinator says of an answer that doesn't fit its unit. */
export type FailureReason = 'no-payload' | 'bad-payload' | 'engine-error' | 'out-of-memory' | 'bad-report'

/**
 * `ran-out`: lease after lease ended without progress although the workers' links were up. `took-workers-down`: one worker
 * after another vanished while it ran. `deadline`: it was still open when its job had to be over.
 */
export type GiveUpReason = FailureReason | 'ran-out' | 'took-workers-down' | 'deadline'

interface UnitFact {
  readonly jobId: JobId
  readonly unitId: UnitId
  /** Place in the job, from 0. */
  readonly position: number
  readonly frameCount: number
}

/**
 * Facts that reach the scheduler. Each carries its own time, so the scheduler needs no clock. Facts may come twice, late
 * or about things that are gone: those change nothing.
 */
export type SchedulerEvent = { readonly at: Instant } & (
  | {
      readonly type: 'job-opened'
      readonly jobId: JobId
      readonly mode: Mode
      /** Share of the pool's time next to other jobs; above 0, usually 1. */
      readonly weight: number
      /** Workers of this pool may work on it: a session id. */
      readonly pool: string
      /** When every unit has ended the job is settled, and finished only once somebody says `job-released`. */
      readonly isHeld?: boolean
      /** Units still open then are given up. */
      readonly deadlineAt?: Instant | null
    }
  /** From now on its work is balanced that way; what is in workers' hands stays there. */
  | { readonly type: 'job-mode-changed'; readonly jobId: JobId; readonly mode: Mode }
  | (UnitFact & {
      readonly type: 'unit-offered'
      /** Whether a worker could fetch the payload now: stored at the coordinator, or its feeder is connected. */
      readonly isAvailable: boolean
      /** An audit (docs/adr/0009): never for these devices, outside of shares, copied to nobody. */
      readonly keepFrom?: readonly DeviceId[]
    })
  /** Nobody needs it any more. It ends without a word, as if it had been given up. */
  | { readonly type: 'unit-withdrawn'; readonly unitId: UnitId }
  | { readonly type: 'unit-availability'; readonly unitIds: readonly UnitId[]; readonly isAvailable: boolean }
  /** After a restart: how the unit had ended. */
  | (UnitFact & { readonly type: 'unit-restored'; readonly outcome: 'done' | 'failed' })
  /** An accepted report turned out to be worthless (could not be stored, proven a lie): the unit is open again. */
  | { readonly type: 'unit-reopened'; readonly unitId: UnitId }
  /** No more units will be offered. */
  | { readonly type: 'job-completed'; readonly jobId: JobId }
  | { readonly type: 'job-cancelled'; readonly jobId: JobId }
  /** A settled job may finish. Before it is settled, or once a unit is open again, this changes nothing. */
  | { readonly type: 'job-released'; readonly jobId: JobId }
  | {
      readonly type: 'worker-joined'
      readonly workerId: WorkerId
      /** Which device it is, whatever its connection; without it, each worker is its own. */
      readonly deviceId?: DeviceId
      readonly pools: readonly string[]
      /** Time for one frame, from the worker's calibration; the first guess of its speed. */
      readonly frameMs: number
      readonly isTrusted: boolean
    }
  | { readonly type: 'worker-left'; readonly workerId: WorkerId; readonly how: 'left' | 'lost' }
  | { readonly type: 'worker-paused'; readonly workerId: WorkerId }
  | { readonly type: 'worker-resumed'; readonly workerId: WorkerId }
  /** Proven wrong: it gets nothing more, what it holds goes to others, what it still reports is refused. */
  | { readonly type: 'worker-barred'; readonly workerId: WorkerId }
  /** A person said whether its word needs a second opinion; whoever is trusted is barred no more. */
  | { readonly type: 'worker-trusted'; readonly workerId: WorkerId; readonly isTrusted: boolean }
  /** The worker has the payload and begins. */
  | { readonly type: 'lease-started'; readonly leaseId: LeaseId }
  | { readonly type: 'lease-progressed'; readonly leaseId: LeaseId; readonly framesDone: number }
  /** Handed back without a result and without blame. */
  | { readonly type: 'lease-returned'; readonly leaseId: LeaseId }
  | {
      readonly type: 'report-received'
      readonly leaseId: LeaseId
      /** The worker's own word; believed only as far as the coordinator's clock allows. */
      readonly workMs: number
      /** Grant to report less the work, if the shell knows: round trip, transfer, and waiting behind other leases. */
      readonly roundTripMs?: number
    }
  | { readonly type: 'lease-failed'; readonly leaseId: LeaseId; readonly reason: FailureReason }
  | { readonly type: 'time-passed' }
)

export type RevokeReason =
  | 'ran-out'
  | 'worker-stalled'
  | 'worker-paused'
  | 'worker-resting'
  | 'worker-barred'
  /** Not started yet, and another worker will be sooner. */
  | 'reassigned'
  | 'done-elsewhere'
  | 'job-cancelled'
  | 'withdrawn'
  | 'deadline'

export type RefuseReason = 'unknown-lease' | 'already-reported' | 'unit-given-up' | 'worker-barred'

/** What the coordinator must now do. The scheduler only asks; it never sends. */
export type Effect =
  | {
      readonly type: 'grant-lease'
      readonly leaseId: LeaseId
      readonly workerId: WorkerId
      readonly unitId: UnitId
      /** Time without progress after which the lease is lost. */
      readonly leaseMs: number
      /** When it would run out if nothing more were heard; later for a lease that waits behind others. */
      readonly endsAt: Instant
    }
  | {
      readonly type: 'revoke-lease'
      readonly leaseId: LeaseId
      readonly workerId: WorkerId
      readonly unitId: UnitId
      readonly reason: RevokeReason
    }
  /** The unit's first report: store it, then acknowledge. */
  | { readonly type: 'accept-report'; readonly leaseId: LeaseId; readonly unitId: UnitId }
  /** A further copy of a unit that is done: acknowledge, compare, don't store beside the first. */
  | { readonly type: 'compare-report'; readonly leaseId: LeaseId; readonly unitId: UnitId }
  | { readonly type: 'refuse-report'; readonly leaseId: LeaseId; readonly reason: RefuseReason }
  | { readonly type: 'unit-given-up'; readonly unitId: UnitId; readonly reason: GiveUpReason }
  /** A held job has no open unit left. Comes again each time that units were open in between. */
  | { readonly type: 'job-settled'; readonly jobId: JobId }
  | { readonly type: 'job-finished'; readonly jobId: JobId }
  | { readonly type: 'rest-worker'; readonly workerId: WorkerId; readonly untilAt: Instant }
  /** There is nothing for it and will not be for a while: its page may sleep but must keep its link. Or: it is needed again. */
  | { readonly type: 'standby-worker'; readonly workerId: WorkerId; readonly isOnStandby: boolean }
  /** Feed `time-passed` at this instant or soon after. The newest one replaces the one before. */
  | { readonly type: 'wake-at'; readonly at: Instant }
