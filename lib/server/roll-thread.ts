import { processWide, setProcessWide } from './process-wide'
import type { DraftRequest, RegisterDraft } from './register-draft'
import type { WeighedClaim } from '../core/witness/weigh-claim'
import type { WeighRequest } from './weigh-claims'

/**
 * A thread that takes the roll. A long class has some hundred thousand faces: compared on the coordinator's own thread,
 * they would keep it from its sockets for seconds, and every volunteer would take it for dead.
 */
export interface RollThread {
  /** Rejects when the thread failed or ended; the next call starts a new one. */
  draft(request: DraftRequest): Promise<RegisterDraft>
  weigh(request: WeighRequest): Promise<readonly WeighedClaim[]>
  stop(): Promise<void>
}

export interface RollThreadData {
  readonly databaseFile: string
  readonly key: Uint8Array
}
export type RollThreadQuestion =
  | { readonly type: 'draft'; readonly request: DraftRequest }
  | { readonly type: 'weigh'; readonly request: WeighRequest }
export type RollThreadAnswer =
  | { readonly type: 'draft'; readonly draft: RegisterDraft }
  | { readonly type: 'weighed'; readonly weighed: readonly WeighedClaim[] }

/** Without one, the register is taken on the caller's own thread: in tests, and where no coordinator runs. */
export const getRollThread = (): RollThread | null =>
  processWide<{ readonly thread: RollThread | null }>('roll-thread', () => ({ thread: null })).thread

export const setRollThread = (thread: RollThread | null): void =>
  setProcessWide('roll-thread', thread ? { thread } : undefined)
