import { brand, type Instant } from '../../lib/core/ids'
import type { Clock } from '../clock'

/** A clock that stands still until the test moves it; timers due on the way run in order of their time. */
export function createManualClock(startAt = 1_700_000_000_000): Clock & { advance(ms: number): void } {
  let now = startAt
  let timers: { readonly at: number; readonly run: () => void }[] = []
  return {
    now: () => brand<Instant>(now),
    after: (ms, run) => {
      const timer = { at: now + Math.max(0, ms), run }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    advance: (ms) => {
      const end = now + ms
      for (;;) {
        const due = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
        if (!due) break
        timers = timers.filter((other) => other !== due)
        now = Math.max(now, due.at)
        due.run()
      }
      now = end
    },
  }
}
