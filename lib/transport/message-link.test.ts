import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MAX_CHUNK_PAYLOAD_BYTES, MAX_MESSAGE_BYTES, type Message } from './message'
import { createMessageLink, HIGH_WATER_BYTES, LOST_AFTER_MS, OPEN_WITHIN_MS, PING_MS } from './message-link'
import { createFakeChannelPair } from './testing/fake-channel'
import { createFakeClock } from './testing/fake-clock'

function openPair(options?: Parameters<typeof createFakeChannelPair>[1]) {
  const clock = createFakeClock()
  const pair = createFakeChannelPair(clock, options)
  const left = createMessageLink(pair.left, clock)
  const right = createMessageLink(pair.right, clock)
  pair.open()
  return { clock, pair, left, right }
}

const isClosed = (reason: string) => ({ phase: 'closed', reason })

describe('message link', () => {
  test('[TRN-4] never holds more than the high mark and one chunk in the channel, and sends all of it', async () => {
    const { clock, pair, left, right } = openPair({ bytesPerMs: 100 })
    const received: number[] = []
    right.onMessage((message) => message.kind === 'chunk' && received.push(message.index))
    const payload = new Uint8Array(5 * HIGH_WATER_BYTES)
    left.sendBatch({ batch: 1, payload })
    let highest = 0
    for (let ms = 0; ms < 60_000; ms += 500) {
      await clock.pass(500)
      highest = Math.max(highest, pair.left.bufferedBytes())
    }
    expect(highest).toBeLessThanOrEqual(HIGH_WATER_BYTES + MAX_MESSAGE_BYTES)
    expect(received).toEqual(
      Array.from({ length: Math.ceil(payload.length / MAX_CHUNK_PAYLOAD_BYTES) }, (_, index) => index),
    )
  })

  test('[TRN-4] a small message overtakes chunks that wait', async () => {
    const { clock, left, right } = openPair({ bytesPerMs: 1_000 })
    const order: Message['kind'][] = []
    right.onMessage((message) => order.push(message.kind))
    left.sendBatch({ batch: 1, payload: new Uint8Array(3 * HIGH_WATER_BYTES) })
    left.send({ kind: 'cancel', batch: 9 })
    await clock.pass(20_000)
    expect(order.indexOf('cancel')).toBeGreaterThan(0)
    expect(order.indexOf('cancel')).toBeLessThan(order.length / 2)
  })

  test('[TRN-4] a batch that is taken back sends no more chunks', async () => {
    const { clock, left, right } = openPair({ bytesPerMs: 100 })
    let count = 0
    let hasEnded = false
    right.onMessage(() => count++)
    const takeBack = left.sendBatch({
      batch: 1,
      payload: new Uint8Array(4 * HIGH_WATER_BYTES),
      onEnd: () => (hasEnded = true),
    })
    takeBack()
    takeBack()
    await clock.pass(60_000)
    expect(hasEnded).toBe(true)
    expect(count).toBeLessThanOrEqual(Math.ceil(HIGH_WATER_BYTES / MAX_CHUNK_PAYLOAD_BYTES) + 1)
  })

  test('[TRN-5] a silent end is lost after 5 s, a merely idle one is not', async () => {
    const { clock, pair, left } = openPair()
    await clock.pass(60_000)
    expect(left.getState()).toEqual({ phase: 'open' })
    pair.cut()
    await clock.pass(LOST_AFTER_MS + PING_MS)
    expect(left.getState()).toEqual(isClosed('lost'))
  })

  test('[TRN-5] a link that does not open says so, and stopping twice is fine', async () => {
    const clock = createFakeClock()
    const pair = createFakeChannelPair(clock)
    const left = createMessageLink(pair.left, clock)
    const right = createMessageLink(pair.right, clock)
    await clock.pass(OPEN_WITHIN_MS)
    expect(left.getState()).toEqual(isClosed('no-path'))
    right.stop()
    right.stop()
    left.stop()
    expect(left.getState()).toEqual(isClosed('no-path'))
  })

  test('[TRN-5] stopping one end closes the other', async () => {
    const { clock, left, right } = openPair()
    left.stop()
    await clock.pass(100)
    expect(left.getState()).toEqual(isClosed('stopped'))
    expect(right.getState()).toEqual(isClosed('failed'))
  })

  test('[TRN-3] hostile bytes are counted and dropped, the link stays open', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 50 }), (messages) => {
        const { pair, left, right } = openPair()
        let heard = 0
        right.onMessage(() => heard++)
        let beats = 0
        const hostile = messages.map((bytes) => new Uint8Array(bytes))
        for (const bytes of hostile) {
          if (bytes.length >= 8 && (bytes[0] === 6 || bytes[0] === 7)) beats++
          pair.deliverToRight(bytes)
        }
        const dropped = Object.values(right.getStats().dropped).reduce((sum, count) => sum + count, 0)
        expect(heard + dropped).toBeGreaterThanOrEqual(hostile.length - beats)
        expect(right.getState()).toEqual({ phase: 'open' })
        left.stop()
        right.stop()
      }),
    )
  })
})
