import { processWide, setProcessWide } from './process-wide'
import type { DraftRequest, RegisterDraft } from './register-draft'

/**
 * A thread that takes the roll. A long class has some hundred thousand faces: compared on the coordinator's own thread,
 * they would keep it from its sockets for seconds, and every volunteer would take it for dead.
 */
export interface RollThread {
  /** Rejects when the thread failed or ended; the next call starts a new one. */
  draft(request: DraftRequest): Promise<RegisterDraft>
  stop(): Promise<void>
}

export interface RollThreadData {
  readonly databaseFile: string
  readonly key: Uint8Array
}
export interface RollThreadQuestion {
  readonly id: number
  readonly request: DraftRequest
}
export type RollThreadAnswer =
  { readonly id: number; readonly draft: RegisterDraft } | { readonly id: number; readonly trouble: string }

/** Without one, the register is taken on the caller's own thread: in tests, and where no coordinator runs. */
export const getRollThread = (): RollThread | null =>
  processWide<{ readonly thread: RollThread | null }>('roll-thread', () => ({ thread: null })).thread

export const setRollThread = (thread: RollThread | null): void =>
  setProcessWide('roll-thread', thread ? { thread } : undefined)
