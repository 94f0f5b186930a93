import type { DeviceId, Instant, SessionId, WorkerId } from '../lib/core/ids'
import type { WorkerView } from '../lib/protocol/faculty'
import type { Reputation } from '../lib/core/trust/reputation'
import type { ToVolunteer, WorkerHello, WorkerState } from '../lib/protocol/volunteer'

/** The way to one worker. Telling a worker that is already gone does nothing. */
export interface WorkerLink {
  tell<Name extends keyof ToVolunteer>(name: Name, payload: Parameters<ToVolunteer[Name]>[0]): void
  /** Closes the connection after what was told so far. */
  hangUp(): void
}

/** A worker that said hello: who it is by its connection, what it said of itself, and what it did so far. */
export interface ConnectedWorker {
  readonly workerId: WorkerId
  readonly deviceId: DeviceId
  readonly sessionId: SessionId
  readonly hello: WorkerHello
  /** Its word needs no second opinion: the owner's own page, or a device that was approved. */
  isTrusted: boolean
  /** Proven wrong: it gets nothing more (lib/core/trust). */
  isBarred: boolean
  readonly reputation: Reputation | null
  readonly link: WorkerLink
  readonly joinedAt: Instant
  /** Since when nothing keeps it from working, as long as `pausedBy` is empty. */
  activeSince: Instant
  state: WorkerState
  /** Why it gets no leases now; empty when it does. */
  readonly pausedBy: Set<PauseReason>
  restsUntil: Instant | null
  /** Works only while nobody else of the session can (device-commands.ts). */
  standsBy: boolean
  /** Nothing to do for it just now, and told so: the board calls it when the queue grows. */
  isOnStandby: boolean
  /** Sent to rest by faculty; comes back by itself at this instant. */
  breakUntil: Instant | null
  readonly tally: WorkerTally
}

/** Faculty or the volunteer pressed pause, the page is hidden, the device told that it stops for its battery, and so on. */
export type PauseReason = WorkerView['pausedBy'][number]

export interface WorkerTally {
  unitsDone: number
  framesDone: number
  failures: number
  /** Work times of the latest units, ms a unit and ms a frame, oldest first. */
  readonly unitMs: number[]
  readonly frameMs: number[]
}

export const emptyTally = (): WorkerTally => ({ unitsDone: 0, framesDone: 0, failures: 0, unitMs: [], frameMs: [] })

/** Median and speed come from the latest units only: a phone that gets hot should show it. */
const LATEST_UNITS = 32

export function countUnit(tally: WorkerTally, { workMs, frameCount }: { workMs: number; frameCount: number }): void {
  tally.unitsDone += 1
  tally.framesDone += frameCount
  tally.unitMs.push(workMs)
  tally.frameMs.push(workMs / Math.max(1, frameCount))
  if (tally.unitMs.length > LATEST_UNITS) tally.unitMs.shift()
  if (tally.frameMs.length > LATEST_UNITS) tally.frameMs.shift()
}

export const SILENT_STATE: WorkerState = {
  isVisible: true,
  batteryPct: null,
  isCharging: null,
  queueLength: 0,
  load: 0,
  slowdown: 1,
  transport: 'none',
}
