import { fail, ok, type Result } from '../../../core/result'
import type { LeaseGranted } from '../../../protocol/volunteer'
import { systemClock, type Clock } from '../../../transport/clock'
import { crc32 } from '../../../transport/crc32'

/** What one GET of a payload came to. */
export type HttpOutcome =
  | { readonly type: 'bytes'; readonly bytes: Uint8Array<ArrayBuffer> }
  /** 425: the feeder has not sent it to the coordinator yet. */
  | { readonly type: 'not-yet' }
  /** 404 and the like: not ours, or no longer. */
  | { readonly type: 'gone' }
  /** No network, a server error, a broken transfer. */
  | { readonly type: 'unreachable' }

export type GetPayload = (
  url: string,
  options: { readonly maxBytes: number; readonly signal: AbortSignal },
) => Promise<HttpOutcome>

export type PayloadProblem = 'no-payload' | 'bad-payload'

const FIRST_RETRY_MS = 200
const LONGEST_RETRY_MS = 1_500
/** A transfer that arrives bent is tried again once: twice bent is no accident. */
const BAD_TRANSFERS = 2

/** Fetches a lease's payload from the coordinator, waiting for it as long as the lease lasts. */
export async function fetchHttpPayload(
  lease: Pick<LeaseGranted, 'leaseId' | 'payloadPath' | 'checksum' | 'leaseMs'> & { readonly sizeBytes: number },
  { get, signal, clock = systemClock }: { get: GetPayload; signal: AbortSignal; clock?: Clock },
): Promise<Result<Uint8Array<ArrayBuffer>, PayloadProblem>> {
  const url = `${lease.payloadPath}?lease=${encodeURIComponent(lease.leaseId)}`
  const giveUpAt = clock.now() + lease.leaseMs
  let waitMs = FIRST_RETRY_MS
  let badTransfers = 0
  for (;;) {
    const outcome = await get(url, { maxBytes: lease.sizeBytes, signal })
    if (outcome.type === 'bytes') {
      const { bytes } = outcome
      if (bytes.length === lease.sizeBytes && crc32(bytes) === lease.checksum) return ok(bytes)
      if (++badTransfers === BAD_TRANSFERS) return fail('bad-payload')
    }
    if (outcome.type === 'gone' || signal.aborted || clock.now() + waitMs > giveUpAt) return fail('no-payload')
    await pause(waitMs, clock, signal)
    if (signal.aborted) return fail('no-payload')
    waitMs = Math.min(LONGEST_RETRY_MS, waitMs * 1.6)
  }
}

/** `GetPayload` over the browser's fetch. */
export const getOverFetch: GetPayload = async (url, { maxBytes, signal }) => {
  try {
    const response = await fetch(url, { signal, credentials: 'same-origin', cache: 'no-store' })
    if (response.status === 425) return { type: 'not-yet' }
    if (response.status >= 500 || response.status === 429) return { type: 'unreachable' }
    if (!response.ok) return { type: 'gone' }
    // A body of another length is not the payload; one that is much larger is not even read.
    if (Number(response.headers.get('content-length') ?? 0) > maxBytes) return { type: 'gone' }
    return { type: 'bytes', bytes: new Uint8Array(await response.arrayBuffer()) }
  } catch {
    // fetch rejects for a lost network and for an abort alike; the caller knows its own signal.
    return { type: 'unreachable' }
  }
}

function pause(ms: number, clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      cancel()
      signal.removeEventListener('abort', end)
      resolve()
    }
    const cancel = clock.after(ms, end)
    signal.addEventListener('abort', end)
  })
}
