import { brand, type Instant } from '../lib/core/ids'

/** Who owns time in this process. Tests hand in one that only moves when they say so. */
export interface Clock {
  now(): Instant
  /** Runs once after `ms`; the returned function takes it back, also after it ran. */
  after(ms: number, run: () => void): () => void
}

/** Counts on from the start of the process, so that a corrected wall clock neither ends leases nor makes them eternal. */
export const systemClock: Clock = {
  now: () => brand<Instant>(Math.round(performance.timeOrigin + performance.now())),
  after: (ms, run) => {
    const timer = setTimeout(run, Math.min(Math.max(0, ms), LONGEST_TIMER_MS))
    timer.unref()
    return () => clearTimeout(timer)
  },
}

/** Node fires timers beyond 2^31 - 1 ms at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1
