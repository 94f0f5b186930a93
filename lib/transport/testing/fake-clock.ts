import type { Clock } from '../clock'

export interface FakeClock extends Clock {
  /** Lets `ms` pass: due timers run in order, and after each one promises that wait on it get their turn. */
  readonly pass: (ms: number) => Promise<void>
}

/** A clock that only the test moves. */
export function createFakeClock(): FakeClock {
  let now = 0
  let nextId = 0
  const timers = new Map<number, { at: number; act: () => void }>()

  /** One macrotask is enough for any chain of settled promises to run out. */
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

  return {
    now: () => now,
    after: (ms, act) => {
      const id = nextId++
      timers.set(id, { at: now + Math.max(0, ms), act })
      return () => timers.delete(id)
    },
    pass: async (ms) => {
      const until = now + ms
      await settle()
      for (;;) {
        const due = [...timers]
          .filter(([, timer]) => timer.at <= until)
          .sort((a, b) => a[1].at - b[1].at || a[0] - b[0])
        const first = due[0]
        if (!first) break
        timers.delete(first[0])
        now = Math.max(now, first[1].at)
        first[1].act()
        await settle()
      }
      now = until
    },
  }
}
