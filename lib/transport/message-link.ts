import { every, type Clock } from './clock'
import { chunkCountOf, chunkSlice, decodeMessage, encodeMessage, type DropReason, type Message } from './message'

/** What a link needs of a data channel. simple-peer's is fitted to it in peer-link.ts, a fake in tests. */
export interface LinkChannel {
  /** Bytes given to `send` that the network has not taken yet. */
  readonly bufferedBytes: () => number
  /** Throws when the channel can't take it; the link then closes. The bytes are the channel's from then on. */
  readonly send: (bytes: Uint8Array<ArrayBuffer>) => void
  /** Called once. `onLow` fires when `bufferedBytes` has fallen to `lowWaterBytes`. */
  readonly listen: (events: ChannelEvents, lowWaterBytes: number) => void
  /** May be called twice. */
  readonly close: () => void
}

export interface ChannelEvents {
  readonly onOpen: () => void
  readonly onMessage: (bytes: Uint8Array) => void
  readonly onLow: () => void
  readonly onClose: () => void
}

export type LinkState =
  | { readonly phase: 'opening' }
  | { readonly phase: 'open' }
  /** `lost`: nothing heard for LOST_AFTER_MS. `no-path`: it did not open in time. `failed`: the channel said so. */
  | { readonly phase: 'closed'; readonly reason: 'stopped' | 'lost' | 'no-path' | 'failed' }

export interface LinkStats {
  readonly sentBytes: number
  readonly receivedBytes: number
  /** Messages that were dropped, by reason. */
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>
}

export interface MessageLink {
  readonly getState: () => LinkState
  readonly subscribe: (listener: () => void) => () => void
  /** Hears each well-formed message but pings. The payload of a chunk is only lent: copy what is kept. */
  readonly onMessage: (listener: (message: Message) => void) => () => void
  /** Small messages; they go ahead of waiting chunks. Forgotten when the link isn't open. */
  readonly send: (message: Message) => void
  /** Queues chunks of a payload; they are cut one by one as the channel takes them. Returns a way to take back the rest. */
  readonly sendBatch: (batch: OutgoingBatch) => () => void
  readonly nextBatchNumber: () => number
  /** Counts a well-formed message that nobody had asked for. */
  readonly countDropped: (reason: DropReason) => void
  readonly getStats: () => LinkStats
  /** May be called twice. */
  readonly stop: () => void
}

export interface OutgoingBatch {
  readonly batch: number
  readonly payload: Uint8Array
  /** Only these chunks; all of them when absent. */
  readonly indexes?: readonly number[]
  /** The last chunk was handed to the channel, or the batch was taken back. */
  readonly onEnd?: () => void
}

/** Above the high mark the link stops giving chunks to the channel, at the low mark it goes on: enough in the channel
 *  to keep the network busy between two events, little enough that a ping is not stuck behind seconds of pictures. */
export const HIGH_WATER_BYTES = 1024 * 1024
export const LOW_WATER_BYTES = 256 * 1024
export const PING_MS = 2_000
export const LOST_AFTER_MS = 5_000
/** Peer paths on a LAN open in well under a second; through a relay in two or three. */
export const OPEN_WITHIN_MS = 15_000

interface QueuedBatch extends OutgoingBatch {
  readonly count: number
  readonly wanted: readonly number[]
  next: number
}

/** One data channel with a send queue, two water marks and a heart-beat. Knows nothing of WebRTC or of units. */
export function createMessageLink(channel: LinkChannel, clock: Clock): MessageLink {
  const listeners = new Set<() => void>()
  const messageListeners = new Set<(message: Message) => void>()
  const dropped: Partial<Record<DropReason, number>> = {}
  const queue: QueuedBatch[] = []
  let state: LinkState = { phase: 'opening' }
  let batchNumber = 0
  let sentBytes = 0
  let receivedBytes = 0
  let heardAt = 0
  let tickedAt = 0
  let stopBeating = () => {}
  const stopWaiting = clock.after(OPEN_WITHIN_MS, () => close('no-path'))

  channel.listen(
    {
      onOpen: () => {
        if (state.phase !== 'opening') return
        stopWaiting()
        heardAt = tickedAt = clock.now()
        stopBeating = every(clock, PING_MS, beat)
        enter({ phase: 'open' })
        pump()
      },
      onMessage: receive,
      onLow: pump,
      onClose: () => close('failed'),
    },
    LOW_WATER_BYTES,
  )

  function enter(next: LinkState) {
    state = next
    for (const listener of [...listeners]) listener()
  }

  function close(reason: 'stopped' | 'lost' | 'no-path' | 'failed') {
    if (state.phase === 'closed') return
    stopWaiting()
    stopBeating()
    enter({ phase: 'closed', reason })
    for (const batch of queue.splice(0)) batch.onEnd?.()
    messageListeners.clear()
    channel.close()
  }

  function beat() {
    const now = clock.now()
    // A page that slept or was throttled has not listened either: its silence says nothing, so it asks anew.
    if (now - tickedAt > LOST_AFTER_MS) heardAt = now
    tickedAt = now
    if (now - heardAt >= LOST_AFTER_MS) return close('lost')
    send({ kind: 'ping', batch: 0 })
    pump()
  }

  function transmit(message: Message): boolean {
    const bytes = encodeMessage(message)
    try {
      channel.send(bytes)
      sentBytes += bytes.length
      return true
    } catch {
      // The channel closed between its last event and this call, or its own buffer is full: the link is of no more use.
      close('failed')
      return false
    }
  }

  function send(message: Message) {
    if (state.phase === 'open') transmit(message)
  }

  function pump() {
    while (state.phase === 'open' && channel.bufferedBytes() < HIGH_WATER_BYTES) {
      const batch = queue[0]
      if (!batch) return
      const index = batch.wanted[batch.next++]
      if (index !== undefined) {
        const payload = chunkSlice(batch.payload, index)
        if (!transmit({ kind: 'chunk', batch: batch.batch, index, count: batch.count, payload })) return
      }
      if (batch.next >= batch.wanted.length) {
        queue.shift()
        batch.onEnd?.()
      }
    }
  }

  function receive(bytes: Uint8Array) {
    if (state.phase !== 'open') return
    heardAt = clock.now()
    receivedBytes += bytes.length
    const message = decodeMessage(bytes)
    if (!message.ok) return countDropped(message.problem)
    if (message.value.kind === 'ping') return send({ kind: 'pong', batch: message.value.batch })
    if (message.value.kind === 'pong') return
    for (const listener of [...messageListeners]) listener(message.value)
  }

  function countDropped(reason: DropReason) {
    dropped[reason] = (dropped[reason] ?? 0) + 1
  }

  return {
    getState: () => state,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onMessage: (listener) => {
      messageListeners.add(listener)
      return () => messageListeners.delete(listener)
    },
    send,
    sendBatch: (batch) => {
      if (state.phase === 'closed') {
        batch.onEnd?.()
        return () => {}
      }
      const count = chunkCountOf(batch.payload.length)
      const wanted =
        batch.indexes?.filter((index) => index < count) ?? Array.from({ length: count }, (_, index) => index)
      const queued: QueuedBatch = { ...batch, count, wanted, next: 0 }
      queue.push(queued)
      pump()
      return () => {
        const place = queue.indexOf(queued)
        if (place < 0) return
        queue.splice(place, 1)
        queued.onEnd?.()
      }
    },
    nextBatchNumber: () => (batchNumber = (batchNumber + 1) >>> 0),
    countDropped,
    getStats: () => ({ sentBytes, receivedBytes, dropped: { ...dropped } }),
    stop: () => close('stopped'),
  }
}
