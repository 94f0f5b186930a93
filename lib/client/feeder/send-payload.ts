const FIRST_RETRY_MS = 500
const MAX_RETRY_MS = 10_000
/** The job has ended, or the unit was given other frames or is not taken: sending it again changes nothing. */
const NOT_WANTED = new Set([400, 404, 409, 410, 413])

/** Sends a unit's copy until the coordinator has it, nobody wants it any more, or the signal says stop. */
export async function sendPayload(
  path: string,
  payload: Uint8Array<ArrayBuffer>,
  signal: AbortSignal,
): Promise<'stored' | 'not-wanted' | 'stopped'> {
  const headers = { 'content-type': 'application/octet-stream' }
  for (let waitMs = FIRST_RETRY_MS; !signal.aborted; waitMs = Math.min(MAX_RETRY_MS, waitMs * 2)) {
    try {
      const { ok, status } = await fetch(path, { method: 'PUT', body: payload, headers, signal })
      if (ok) return 'stored'
      if (NOT_WANTED.has(status)) return 'not-wanted'
    } catch {
      // The network is away or the page stops: the loop's condition and the pause tell them apart.
    }
    await pause(waitMs, signal)
  }
  return 'stopped'
}

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
    if (signal.aborted) end()
  })
