/**
 * Rests after each stretch of work, so that work takes `duty` of the time: after 300 ms at a duty of 0.25 comes a rest of
 * 900 ms. The chip cools, the battery lasts; an abort ends a rest at once.
 */
export function createBreathing(
  duty: number,
  { now, sleep }: { readonly now: () => number; readonly sleep: (ms: number) => Promise<void> },
): () => Promise<void> {
  let workedSince = now()
  return async () => {
    const workedMs = now() - workedSince
    await sleep(workedMs * (1 / duty - 1))
    workedSince = now()
  }
}

export const sleepUntilAborted =
  (signal: AbortSignal) =>
  (ms: number): Promise<void> =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve()
      const timer = setTimeout(end, ms)
      function end() {
        clearTimeout(timer)
        signal.removeEventListener('abort', end)
        resolve()
      }
      signal.addEventListener('abort', end)
    })
