import type { Clock } from '../clock'
import type { ChannelEvents, LinkChannel } from '../message-link'

export interface FakeChannel extends LinkChannel {
  /** What happens to a message on its way out: it may be bent, dropped (null) or left alone. */
  mangle: (bytes: Uint8Array) => Uint8Array | null
  /** While true, nothing that was sent leaves, and the buffer fills. */
  isStalled: boolean
  readonly sentCount: () => number
}

export interface FakeChannelPair {
  readonly left: FakeChannel
  readonly right: FakeChannel
  readonly open: () => void
  /** Bytes from nowhere, as a hostile peer would send them. */
  readonly deliverToRight: (bytes: Uint8Array) => void
  /** Goes away without a word: neither end is told. */
  readonly cut: () => void
}

/** Two ends of one reliable, ordered channel. Each message takes `latencyMs`, and `bytesPerMs` of them leave at a time. */
export function createFakeChannelPair(
  clock: Clock,
  { latencyMs = 5, bytesPerMs = 10_000 }: { latencyMs?: number; bytesPerMs?: number } = {},
): FakeChannelPair {
  let isCut = false
  const left = createEnd(() => right)
  const right = createEnd(() => left)

  type End = FakeChannel & { readonly events: () => ChannelEvents | undefined; readonly isClosed: () => boolean }

  function createEnd(other: () => End): End {
    let events: ChannelEvents | undefined
    let lowWater = 0
    let buffered = 0
    let sentCount = 0
    let isClosed = false
    let isDraining = false
    const waiting: Uint8Array[] = []

    function drain() {
      const bytes = waiting[0]
      if (!bytes || end.isStalled || isDraining) return
      isDraining = true
      clock.after(bytes.length / bytesPerMs, () => {
        isDraining = false
        if (end.isStalled || isClosed || isCut) return
        waiting.shift()
        const wasAbove = buffered > lowWater
        buffered -= bytes.length
        const arriving = end.mangle(bytes)
        if (arriving) {
          clock.after(latencyMs, () => {
            if (!isCut && !other().isClosed()) other().events()?.onMessage(arriving)
          })
        }
        if (wasAbove && buffered <= lowWater) events?.onLow()
        drain()
      })
    }

    const end: End = {
      mangle: (bytes) => bytes,
      isStalled: false,
      sentCount: () => sentCount,
      events: () => events,
      isClosed: () => isClosed,
      bufferedBytes: () => buffered,
      send: (bytes) => {
        if (isClosed) throw new Error('the channel is closed')
        sentCount++
        buffered += bytes.length
        waiting.push(bytes)
        drain()
      },
      listen: (heard, lowWaterBytes) => {
        events = heard
        lowWater = lowWaterBytes
      },
      close: () => {
        if (isClosed) return
        isClosed = true
        if (!isCut) clock.after(latencyMs, () => other().events()?.onClose())
      },
    }
    return end
  }

  return {
    left,
    right,
    open: () => {
      left.events()?.onOpen()
      right.events()?.onOpen()
    },
    deliverToRight: (bytes) => right.events()?.onMessage(bytes),
    cut: () => {
      isCut = true
    },
  }
}
