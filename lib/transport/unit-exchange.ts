import { fail, ok, type Result } from '../core/result'
import { systemClock, type Clock } from './clock'
import { crc32, joinCrc32 } from './crc32'
import { chunkCountOf, MAX_CHUNK_PAYLOAD_BYTES, type Message } from './message'
import type { MessageLink } from './message-link'

/** Why a unit did not come over the link. Each of them means: fetch it over HTTP. */
export type ExchangeProblem =
  /** The feeder doesn't have it (any more). */
  | { readonly type: 'not-found' }
  /** The feeder already sends this peer as many units as it may ask for at once. */
  | { readonly type: 'busy' }
  /** Chunks were still missing or bad after they had been asked for again MAX_TRIES times. */
  | { readonly type: 'incomplete'; readonly missingCount: number }
  /** It came whole and is not what the feeder had offered. */
  | { readonly type: 'checksum-mismatch' }
  | { readonly type: 'link-closed' }
  | { readonly type: 'aborted' }

export interface UnitRequest {
  /** CRC-32 of the payload, as the lease tells it. */
  readonly checksum: number
  /** Sum of the lease's frame sizes. */
  readonly sizeBytes: number
  readonly signal?: AbortSignal
  readonly clock?: Clock
}

export const MAX_TRIES = 3
/** Silence on a batch after which its missing chunks are asked for again. */
export const STALLED_AFTER_MS = 1_500
/** Units that one peer may have asked for and not yet received. Twice what a lease queue holds. */
export const MAX_UNITS_IN_FLIGHT = 6

/** Volunteer end: asks the feeder at the other end of the link for a unit and puts its chunks together. */
export function requestUnit(
  link: MessageLink,
  unitId: string,
  { checksum, sizeBytes, signal, clock = systemClock }: UnitRequest,
): Promise<Result<Uint8Array<ArrayBuffer>, ExchangeProblem>> {
  const batch = link.nextBatchNumber()
  const count = chunkCountOf(sizeBytes)
  const payload = new Uint8Array(sizeBytes)
  /** Of each chunk: together they are the payload's, which need not be read again. */
  const checksums: number[] = []
  const missing = new Set(Array.from({ length: count }, (_, index) => index))
  let tries = 0
  let lastAsked = count - 1

  return new Promise((resolve) => {
    let cancelStall = clock.after(STALLED_AFTER_MS, askAgain)
    const stopListening = link.onMessage(receive)
    const stopWatching = link.subscribe(watchLink)
    signal?.addEventListener('abort', onAbort)
    if (signal?.aborted) onAbort()
    else if (link.getState().phase === 'closed') end(fail({ type: 'link-closed' }))
    else link.send({ kind: 'want', batch, unitId })

    function watchLink() {
      const { phase } = link.getState()
      if (phase === 'closed') end(fail({ type: 'link-closed' }))
      // Asked for while the link was still opening: the first request went nowhere.
      else if (phase === 'open') link.send({ kind: 'want', batch, unitId })
    }

    function receive(message: Message) {
      // Another batch's chunks are ahead of ours in the far queue: slow, but no silence. The caller's signal bounds it.
      if (message.kind === 'chunk') restartStall()
      if (message.batch !== batch) return
      if (message.kind === 'refusal') return end(fail({ type: message.reason }))
      if (message.kind !== 'chunk') return
      if (message.count !== count || message.payload.length !== chunkSizeAt(message.index, sizeBytes)) {
        return link.countDropped('unexpected')
      }
      // A chunk that came twice is no progress, else a peer could keep the request alive for ever.
      if (!missing.delete(message.index)) return
      payload.set(message.payload, message.index * MAX_CHUNK_PAYLOAD_BYTES)
      checksums[message.index] = message.checksum ?? crc32(message.payload)
      if (missing.size === 0) {
        const whole = checksums.reduce((sum, each, index) => joinCrc32(sum, each, chunkSizeAt(index, sizeBytes)), 0)
        return end(whole === checksum ? ok(payload) : fail({ type: 'checksum-mismatch' }))
      }
      // Chunks come in order: after the last one asked for there is nothing more to wait for.
      if (message.index === lastAsked) askAgain()
    }

    function restartStall() {
      cancelStall()
      cancelStall = clock.after(STALLED_AFTER_MS, askAgain)
    }

    function askAgain() {
      restartStall()
      if (link.getState().phase === 'opening') return
      if (tries++ === MAX_TRIES) {
        link.send({ kind: 'cancel', batch })
        return end(fail({ type: 'incomplete', missingCount: missing.size }))
      }
      lastAsked = Math.max(...missing)
      if (missing.size === count) link.send({ kind: 'want', batch, unitId })
      else link.send({ kind: 'again', batch, indexes: [...missing] })
    }

    function onAbort() {
      link.send({ kind: 'cancel', batch })
      end(fail({ type: 'aborted' }))
    }

    function end(result: Result<Uint8Array<ArrayBuffer>, ExchangeProblem>) {
      cancelStall()
      stopListening()
      stopWatching()
      signal?.removeEventListener('abort', onAbort)
      resolve(result)
    }
  })
}

/**
 * Feeder end: answers a volunteer's requests until the link closes. `read` may be asked for any id that looks like one
 * and answers null for what it doesn't hold. Returns a way to stop; it may be called twice.
 */
export function serveUnits(link: MessageLink, read: (unitId: string) => Promise<Uint8Array | null>): () => void {
  /** Units by batch number, so that missing chunks can be read anew; the oldest are forgotten first. */
  const served = new Map<number, { readonly unitId: string; again: number; takeBack: () => void }>()
  const inFlight = new Set<number>()

  const stopListening = link.onMessage((message) => {
    switch (message.kind) {
      case 'want':
        return want(message.batch, message.unitId)
      case 'again':
        return again(message.batch, message.indexes)
      case 'cancel':
        served.get(message.batch)?.takeBack()
        served.delete(message.batch)
        return
      default:
        return link.countDropped('unexpected')
    }
  })

  function want(batch: number, unitId: string) {
    // A repeated request is answered by the chunks that are already on their way.
    if (inFlight.has(batch)) return
    if (inFlight.size >= MAX_UNITS_IN_FLIGHT) return link.send({ kind: 'refusal', batch, reason: 'busy' })
    if (!served.has(batch)) {
      served.set(batch, { unitId, again: 0, takeBack: () => {} })
      const oldest = served.keys().next()
      if (served.size > MAX_UNITS_IN_FLIGHT * 4 && !oldest.done) served.delete(oldest.value)
    }
    sendUnit(batch)
  }

  function again(batch: number, indexes: readonly number[]) {
    if (!served.has(batch)) return link.send({ kind: 'refusal', batch, reason: 'not-found' })
    if (!inFlight.has(batch)) sendUnit(batch, indexes)
  }

  function sendUnit(batch: number, indexes?: readonly number[]) {
    const unit = served.get(batch)
    // Whoever asks for more than it can have missed is not served for ever.
    if (!unit || unit.again++ > MAX_TRIES) return link.countDropped('unexpected')
    inFlight.add(batch)
    read(unit.unitId).then(
      (payload) => {
        if (!payload || payload.length === 0) return refuse(batch)
        if (!served.has(batch)) return void inFlight.delete(batch)
        unit.takeBack = link.sendBatch({
          batch,
          payload,
          ...(indexes ? { indexes } : {}),
          onEnd: () => inFlight.delete(batch),
        })
      },
      () => refuse(batch),
    )
  }

  function refuse(batch: number) {
    inFlight.delete(batch)
    served.delete(batch)
    link.send({ kind: 'refusal', batch, reason: 'not-found' })
  }

  return () => {
    stopListening()
    for (const unit of served.values()) unit.takeBack()
    served.clear()
  }
}

const chunkSizeAt = (index: number, sizeBytes: number): number =>
  Math.min(MAX_CHUNK_PAYLOAD_BYTES, sizeBytes - index * MAX_CHUNK_PAYLOAD_BYTES)
