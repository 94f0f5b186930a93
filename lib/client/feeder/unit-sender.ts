import { payloadPath } from '../../protocol/payload-path'

/** Copies on their way at once: enough to fill the line, few enough to leave some of it to the peers. */
const SENDS_AT_ONCE = 2
/** Bytes of payload this page holds before decoding waits: a phone-sized share of a laptop's memory. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024
const FIRST_RETRY_MS = 500
const MAX_RETRY_MS = 10_000

export interface SenderTotals {
  readonly storedBytes: number
  readonly totalBytes: number
}

interface Waiting {
  readonly unitId: string
  readonly path: string
  readonly payload: Uint8Array<ArrayBuffer>
}

/**
 * Keeps each unit's payload until the coordinator has a copy, and sends the copies. Failed sends are repeated until they
 * succeed or the sender is stopped: a unit without a copy lives in this page only.
 */
export function createUnitSender(onChange: (totals: SenderTotals) => void) {
  const held = new Map<string, Waiting>()
  const queue: Waiting[] = []
  const waiters = new Set<() => void>()
  const stopping = new AbortController()
  let heldBytes = 0
  let storedBytes = 0
  let totalBytes = 0
  let sending = 0

  const changed = () => {
    onChange({ storedBytes, totalBytes })
    for (const waiter of waiters) waiter()
  }

  const sendNext = () => {
    const next = sending < SENDS_AT_ONCE ? queue.shift() : undefined
    if (!next || stopping.signal.aborted) return
    sending += 1
    void send(next, stopping.signal).then((isStored) => {
      sending -= 1
      held.delete(next.unitId)
      heldBytes -= next.payload.byteLength
      if (isStored) storedBytes += next.payload.byteLength
      else totalBytes -= next.payload.byteLength
      changed()
      sendNext()
    })
    sendNext()
  }

  /** Resolves at the first change after which `isTrue` holds, at once if it does, and when the sender is stopped. */
  const until = (isTrue: () => boolean) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (!isTrue() && !stopping.signal.aborted) return
        waiters.delete(check)
        resolve()
      }
      waiters.add(check)
      check()
    })

  return {
    /** Holds a unit's payload from now on: peers may ask for it as soon as the coordinator knows the unit. */
    hold: (jobId: string, index: number, unitId: string, payload: Uint8Array<ArrayBuffer>) => {
      heldBytes += payload.byteLength - (held.get(unitId)?.payload.byteLength ?? 0)
      held.set(unitId, { unitId, path: payloadPath(jobId, index), payload })
      totalBytes += payload.byteLength
      changed()
    },
    /** Queues the copy of a unit that the coordinator has accepted. */
    queue: (unitId: string) => {
      const waiting = held.get(unitId)
      if (waiting) queue.push(waiting)
      sendNext()
    },
    /** Lets go of a unit that nobody wants any more. */
    drop: (unitId: string) => {
      heldBytes -= held.get(unitId)?.payload.byteLength ?? 0
      held.delete(unitId)
      changed()
    },
    read: (unitId: string): Uint8Array<ArrayBuffer> | null => held.get(unitId)?.payload ?? null,
    hasRoom: () => until(() => heldBytes < MAX_WAITING_BYTES),
    isEmpty: () => until(() => held.size === 0),
    stop: () => {
      stopping.abort()
      queue.length = 0
      held.clear()
      changed()
    },
  }
}

/** @returns whether the coordinator has the copy now; false when the unit is not wanted any more. */
async function send({ path, payload }: Waiting, signal: AbortSignal): Promise<boolean> {
  for (let waitMs = FIRST_RETRY_MS; !signal.aborted; waitMs = Math.min(MAX_RETRY_MS, waitMs * 2)) {
    try {
      const response = await fetch(path, {
        method: 'PUT',
        body: payload,
        headers: { 'content-type': 'application/octet-stream' },
        signal,
      })
      if (response.ok) return true
      // The job ended or the unit was replaced: nobody waits for this copy. Anything else may pass.
      if (response.status === 404 || response.status === 409 || response.status === 410) return false
    } catch {
      // The network is away or the page stops: the loop's condition and the pause tell them apart.
    }
    await pause(waitMs, signal)
  }
  return false
}

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
  })
