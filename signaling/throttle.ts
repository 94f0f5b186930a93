import type { Clock } from './clock'

/** Runs `act` for a key at once, then at most after each of its gaps however often it is asked; the last ask is never lost. */
export interface Throttle<Key> {
  ask(key: Key): void
  /** Forgets a key, and what was still asked for it. */
  forget(key: Key): void
  stop(): void
}

export function createThrottle<Key>(
  clock: Clock,
  gapMsOf: (key: Key) => number,
  act: (key: Key) => void,
): Throttle<Key> {
  const resting = new Map<Key, { isAsked: boolean; cancel: () => void }>()

  function run(key: Key): void {
    const cancel = clock.after(gapMsOf(key), () => {
      const isAsked = resting.get(key)?.isAsked ?? false
      resting.delete(key)
      if (isAsked) run(key)
    })
    resting.set(key, { isAsked: false, cancel })
    act(key)
  }

  return {
    ask: (key) => {
      const entry = resting.get(key)
      if (entry) entry.isAsked = true
      else run(key)
    },
    forget: (key) => {
      resting.get(key)?.cancel()
      resting.delete(key)
    },
    stop: () => {
      for (const { cancel } of resting.values()) cancel()
      resting.clear()
    },
  }
}
