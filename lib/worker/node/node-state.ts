import type { ShareOfWork, WorkerState } from '../../protocol/volunteer'
import type { EngineInfo, EngineProgress } from '../engine/engine'
import type { DeviceLook } from './ports'

/** Where the frames come from just now; `none` until the first ones came. */
export type Transport = WorkerState['transport']

export type PausedBy = 'you' | 'faculty' | 'coordinator' | 'hidden' | 'battery' | 'charger'
/** Told by the coordinator to stand by, a device waits as it waits for work: what for, its share says. */
export type PausedByPerson = Exclude<PausedBy, 'coordinator'>

/** The node ended in an ordinary way. */
export type StoppedReason = 'you' | 'session-over' | 'removed' | 'replaced-by-reload'

/** The node can't help here. Each reason has its own sentence on the screen (components/worker/sentences.ts). */
export type RefusedReason =
  | 'unknown-code'
  | 'protocol-mismatch'
  | 'model-mismatch'
  | 'not-signed-in'
  /** The course takes help from signed-in people only, or from approved devices only. */
  | 'sign-in-needed'
  | 'approval-needed'
  /** No backend could run the nets, or it broke again and again. */
  | 'engine-failed'

export type NodePhase =
  | { readonly type: 'idle' }
  | { readonly type: 'preparing'; readonly preparation: EngineProgress }
  /** `failedAttempts` above 0 means that the coordinator could not be reached yet. */
  | { readonly type: 'connecting'; readonly failedAttempts: number }
  | { readonly type: 'waiting' }
  | { readonly type: 'working'; readonly framesDone: number; readonly frameCount: number }
  | { readonly type: 'paused'; readonly by: PausedByPerson }
  | { readonly type: 'reconnecting'; readonly failedAttempts: number }
  | { readonly type: 'stopped'; readonly reason: StoppedReason }
  | { readonly type: 'refused'; readonly reason: RefusedReason }

/** What this device did since the page opened. Only what the coordinator acknowledged counts. */
export interface Tally {
  readonly unitsDone: number
  readonly framesDone: number
  readonly facesFound: number
}

export interface NodeState {
  readonly phase: NodePhase
  readonly tally: Tally
  /** The coordinator's word on the whole job; null before it said anything. */
  readonly share: ShareOfWork | null
  readonly engine: EngineInfo | null
  readonly transport: Transport
  readonly device: DeviceLook
  readonly wishes: Wishes
  /** Time a frame now ÷ at first; above 1 the device slows down, which is how heat shows itself. */
  readonly slowdown: number
}

/** How its owner wants the device to help. */
export interface Wishes {
  /** Share of the time it may work, above 0 to 1. */
  readonly intensity: number
  readonly onlyWhileCharging: boolean
}

/** What the node knows of itself; the phase follows from it and from nothing else. */
export interface NodeFacts {
  readonly end:
    | { readonly type: 'stopped'; readonly reason: StoppedReason }
    | { readonly type: 'refused'; readonly reason: RefusedReason }
    | null
  readonly isStarted: boolean
  readonly preparation: EngineProgress | null
  readonly connection: 'never' | 'welcome' | 'lost'
  readonly failedAttempts: number
  readonly pausedBy: readonly PausedBy[]
  readonly running: { readonly framesDone: number; readonly frameCount: number } | null
}

/** The volunteer's own wish is named first, then whoever else holds the work up. */
const PAUSE_ORDER: readonly PausedByPerson[] = ['you', 'faculty', 'charger', 'battery', 'hidden']

export function phaseOf(facts: NodeFacts): NodePhase {
  if (facts.end) return facts.end
  if (!facts.isStarted) return { type: 'idle' }
  const by = PAUSE_ORDER.find((candidate) => facts.pausedBy.includes(candidate))
  if (by === 'you') return { type: 'paused', by }
  if (facts.preparation) return { type: 'preparing', preparation: facts.preparation }
  if (facts.connection === 'never') return { type: 'connecting', failedAttempts: facts.failedAttempts }
  if (facts.connection === 'lost') return { type: 'reconnecting', failedAttempts: facts.failedAttempts }
  if (by) return { type: 'paused', by }
  return facts.running ? { type: 'working', ...facts.running } : { type: 'waiting' }
}
