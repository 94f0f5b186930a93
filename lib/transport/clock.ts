/** Time as the adapters use it, handed in so that tests decide when it passes. */
export interface Clock {
  /** Milliseconds from any fixed start; never goes back. */
  readonly now: () => number
  /** Calls `act` once, after `ms`. The function it returns takes that back and may be called at any time. */
  readonly after: (ms: number, act: () => void) => () => void
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after: (ms, act) => {
    const timer = setTimeout(act, ms)
    return () => clearTimeout(timer)
  },
}

/** Calls `act` every `ms` until the returned function is called. */
export function every(clock: Clock, ms: number, act: () => void): () => void {
  let cancel = clock.after(ms, tick)
  let isStopped = false
  function tick() {
    act()
    if (!isStopped) cancel = clock.after(ms, tick)
  }
  return () => {
    isStopped = true
    cancel()
  }
}
