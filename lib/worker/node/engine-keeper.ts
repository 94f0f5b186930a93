import type { EngineProgress } from '../engine/engine'
import type { EnginePort, StartEngine } from './ports'

/** An engine that fails so often in a row is started anew, and given up when that didn't help. */
const FAILURES_BEFORE_RESTART = 2
const FAILURES_BEFORE_GIVING_UP = 5

export interface EngineKeeper {
  readonly start: () => void
  readonly engine: () => EnginePort | null
  /** Null while no engine is being prepared. */
  readonly preparation: () => EngineProgress | null
  readonly unitSucceeded: () => void
  /** The engine broke over a unit. */
  readonly unitFailed: () => void
  /** May be called twice. */
  readonly stop: () => void
}

/** Starts the engine, starts it anew when it breaks, and says when there is no more point. */
export function createEngineKeeper(
  startEngine: StartEngine,
  events: {
    readonly onChange: () => void
    readonly onReady: (engine: EnginePort) => void
    readonly onLost: () => void
    readonly onGivenUp: () => void
  },
): EngineKeeper {
  const stopped = new AbortController()
  let engine: EnginePort | null = null
  let preparation: EngineProgress | null = null
  let failuresInRow = 0

  async function prepare(): Promise<void> {
    preparation = { step: 'downloading', loadedBytes: 0, totalBytes: 0 }
    events.onChange()
    try {
      const started = await startEngine({
        signal: stopped.signal,
        onProgress: (progress) => {
          if (!preparation) return
          preparation = progress
          events.onChange()
        },
      })
      if (stopped.signal.aborted) return started.stop()
      engine = started
      preparation = null
      events.onReady(started)
    } catch {
      // Which backend failed how is the engine's to log; here it means that this device can't help.
      preparation = null
      if (!stopped.signal.aborted) events.onGivenUp()
    }
  }

  return {
    start: () => void prepare(),
    engine: () => engine,
    preparation: () => preparation,
    unitSucceeded: () => {
      failuresInRow = 0
    },
    unitFailed: () => {
      failuresInRow++
      if (failuresInRow >= FAILURES_BEFORE_GIVING_UP) return events.onGivenUp()
      if (failuresInRow !== FAILURES_BEFORE_RESTART) return
      engine?.stop()
      engine = null
      events.onLost()
      void prepare()
    },
    stop: () => {
      if (stopped.signal.aborted) return
      stopped.abort()
      engine?.stop()
      preparation = null
    },
  }
}
