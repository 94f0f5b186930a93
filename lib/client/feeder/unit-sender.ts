import { payloadPath } from '../../protocol/payload-path'
import { sendPayload } from './send-payload'

/** Copies on their way at once: enough to fill the line, few enough to leave some of it to the peers. */
const SENDS_AT_ONCE = 2
/** Bytes without a copy that this page holds before decoding waits: a phone-sized share of a laptop's memory. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024
/**
 * Bytes kept for peers after the coordinator has its copy. As blobs they are the browser's to put on disk. The oldest go
 * first: their units have most likely been worked on.
 */
const MAX_SHELF_BYTES = 512 * 1024 * 1024

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
 * Holds each unit's payload for the peers, and sends a copy to the coordinator. Failed sends are repeated until they
 * succeed or the sender is stopped: a unit without a copy lives in this page only.
 */
export function createUnitSender(onChange: (totals: SenderTotals) => void, send = sendPayload) {
  const held = new Map<string, Waiting>()
  const shelf = new Map<string, Blob>()
  const queue: Waiting[] = []
  const waiters = new Set<() => void>()
  const stopping = new AbortController()
  let heldBytes = 0
  let shelfBytes = 0
  let storedBytes = 0
  let totalBytes = 0
  let sending = 0

  const changed = () => {
    onChange({ storedBytes, totalBytes })
    for (const waiter of [...waiters]) waiter()
  }

  const release = (unitId: string) => {
    heldBytes -= held.get(unitId)?.payload.byteLength ?? 0
    held.delete(unitId)
  }

  const shelve = ({ unitId, payload }: Waiting) => {
    shelf.set(unitId, new Blob([payload]))
    shelfBytes += payload.byteLength
    for (const [oldest, { size }] of shelf) {
      if (shelfBytes <= MAX_SHELF_BYTES) return
      shelf.delete(oldest)
      shelfBytes -= size
    }
  }

  const sendNext = () => {
    if (sending >= SENDS_AT_ONCE || stopping.signal.aborted) return
    const next = queue.shift()
    if (!next) return
    sending += 1
    void send(next.path, next.payload, stopping.signal).then((outcome) => {
      sending -= 1
      if (stopping.signal.aborted) return
      release(next.unitId)
      if (outcome === 'stored') {
        storedBytes += next.payload.byteLength
        shelve(next)
      } else totalBytes -= next.payload.byteLength
      changed()
      sendNext()
    })
    sendNext()
  }

  /** Resolves at once or at the first change after which `isTrue` holds, and when the sender is stopped. */
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
      if (stopping.signal.aborted) return
      release(unitId)
      held.set(unitId, { unitId, path: payloadPath(jobId, index), payload })
      heldBytes += payload.byteLength
      totalBytes += payload.byteLength
      changed()
    },
    /** Queues the copy of a unit that the coordinator has accepted. */
    queue: (unitId: string) => {
      const waiting = held.get(unitId)
      if (waiting) queue.push(waiting)
      sendNext()
    },
    /** The payload, or null once it is no longer on this page: the coordinator has it then. */
    read: async (unitId: string): Promise<Uint8Array<ArrayBuffer> | null> => {
      const payload = held.get(unitId)?.payload
      if (payload) return payload
      const shelved = shelf.get(unitId)
      return shelved ? new Uint8Array(await shelved.arrayBuffer()) : null
    },
    hasRoom: () => until(() => heldBytes < MAX_WAITING_BYTES),
    isEmpty: () => until(() => held.size === 0),
    stop: () => {
      stopping.abort()
      queue.length = 0
      held.clear()
      shelf.clear()
      changed()
    },
  }
}
export type UnitSender = ReturnType<typeof createUnitSender>
