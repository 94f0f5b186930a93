import type { WorkerNode } from '@/lib/worker/node/worker-node'
import type { NodeState } from '@/lib/worker/node/node-state'
import { type HelperMode, shouldHelp } from './helper-rule'

/** What the page knows of the session, as far as helping is concerned. */
export interface HelperSurroundings {
  readonly isJobUnderWay: boolean
  readonly hasOtherHelper: boolean
}

export interface LocalHelperState {
  readonly mode: HelperMode
  readonly isHelping: boolean
  /** Null while this computer has not been needed. */
  readonly node: NodeState | null
}

export interface LocalHelperOptions {
  readonly mode: HelperMode
  readonly createNode: () => Promise<WorkerNode>
  /** Milliseconds on any clock that only goes forward. */
  readonly now: () => number
}

export type LocalHelper = ReturnType<typeof createLocalHelper>

/**
 * Lets this page's own node work when the rule says so: made when first needed, paused when others come, let go with
 * the job, so that its memory is free. Driven by `look`, which is told the surroundings and called again each second.
 */
export function createLocalHelper({ mode, createNode, now }: LocalHelperOptions) {
  let state: LocalHelperState = { mode, isHelping: false, node: null }
  let surroundings: HelperSurroundings = { isJobUnderWay: false, hasOtherHelper: false }
  let node: WorkerNode | null = null
  let stopListening = () => {}
  let isMaking = false
  let isRunning = false
  let aloneSince: number | null = null
  const listeners = new Set<() => void>()

  const set = (change: Partial<LocalHelperState>) => {
    const isSame = Object.entries(change).every(([key, value]) => state[key as keyof LocalHelperState] === value)
    if (isSame) return
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }

  const letGo = () => {
    stopListening()
    node?.stop()
    node = null
    set({ node: null })
  }

  const make = async () => {
    isMaking = true
    // The node's code could not be fetched: the coordinator is away, and the next look tries again.
    const made = await createNode().catch(() => null)
    isMaking = false
    if (!made) return
    if (!isRunning || !surroundings.isJobUnderWay) return made.stop()
    node = made
    stopListening = made.subscribe(() => set({ node: made.getState() }))
    set({ node: made.getState() })
    made.start()
    if (!state.isHelping) made.pause()
  }

  const decide = () => {
    if (!isRunning) return
    const { isJobUnderWay, hasOtherHelper } = surroundings
    if (!isJobUnderWay || hasOtherHelper) aloneSince = null
    else aloneSince ??= now()
    const isHelping = shouldHelp({
      mode: state.mode,
      isJobUnderWay,
      hasOtherHelper,
      aloneMs: aloneSince === null ? 0 : now() - aloneSince,
    })
    const wasHelping = state.isHelping
    set({ isHelping })
    if (!isJobUnderWay || state.mode === 'never') return letGo()
    if (isHelping && !node && !isMaking) void make()
    if (node && isHelping !== wasHelping) (isHelping ? node.resume : node.pause)()
  }

  return {
    getState: () => state,
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    look: (next: HelperSurroundings = surroundings) => {
      surroundings = next
      decide()
    },
    setMode: (next: HelperMode) => {
      set({ mode: next })
      decide()
    },
    /** Begins to decide; may be called again after `stop`. */
    start: () => {
      isRunning = true
    },
    stop: () => {
      isRunning = false
      letGo()
    },
  }
}
