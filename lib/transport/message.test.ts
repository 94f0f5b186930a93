import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { crc32 } from './crc32'
import {
  chunkCountOf,
  chunkSlice,
  decodeMessage,
  encodeMessage,
  MAX_CHUNK_COUNT,
  MAX_CHUNK_PAYLOAD_BYTES,
  MAX_MESSAGE_BYTES,
  type Message,
} from './message'

const u32 = fc.integer({ min: 0, max: 0xffffffff })
const unitId = fc.stringMatching(/^[\w:.-]{1,80}$/)
const anyChunk = fc
  .record({
    batch: u32,
    count: fc.integer({ min: 1, max: MAX_CHUNK_COUNT }),
    seat: fc.nat(),
    payload: fc.uint8Array({ minLength: 1, maxLength: 400 }),
  })
  .map(({ batch, count, seat, payload }): Message => ({ kind: 'chunk', batch, count, index: seat % count, payload }))
const anyMessage: fc.Arbitrary<Message> = fc.oneof(
  anyChunk,
  fc.record({ kind: fc.constant('want' as const), batch: u32, unitId }),
  fc.record({
    kind: fc.constant('again' as const),
    batch: u32,
    indexes: fc.array(fc.nat(0xffff), { minLength: 1, maxLength: MAX_CHUNK_COUNT }),
  }),
  fc.record({ kind: fc.constant('cancel' as const), batch: u32 }),
  fc.record({
    kind: fc.constant('refusal' as const),
    batch: u32,
    reason: fc.constantFrom('not-found' as const, 'busy' as const),
  }),
  fc.record({ kind: fc.constantFrom('ping' as const, 'pong' as const), batch: u32 }),
)

describe('message codec', () => {
  test('[TRN-2] what was encoded is what is decoded', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const decoded = decodeMessage(encodeMessage(message))
        const checksum = message.kind === 'chunk' ? { checksum: crc32(message.payload) } : {}
        expect(decoded).toEqual({ ok: true, value: { ...message, ...checksum } })
      }),
    )
  })

  test('[TRN-3] any bytes are read or refused with a reason, never thrown on', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 64 }),
          fc
            .tuple(fc.nat(8), fc.uint8Array({ maxLength: 64 }))
            .map(([kind, rest]) => Uint8Array.of(kind, 0, 0, 0, ...rest)),
        ),
        (bytes) => {
          const decoded = decodeMessage(bytes)
          return decoded.ok || decoded.problem.length > 0
        },
      ),
      { numRuns: 60_000 },
    )
  })

  test('[TRN-3] a message with any one bit flipped is never read as the chunk it was', () => {
    fc.assert(
      fc.property(anyChunk, fc.nat(), (chunk, place) => {
        const bytes = encodeMessage(chunk)
        const at = place % bytes.length
        bytes[at] = (bytes[at] ?? 0) ^ (1 << (place % 8))
        const decoded = decodeMessage(bytes)
        expect(decoded.ok && decoded.value.kind === 'chunk').toBe(false)
      }),
    )
  })

  test.each([
    ['too-short', new Uint8Array(7)],
    ['too-long', new Uint8Array(MAX_MESSAGE_BYTES + 1).fill(1)],
    ['unknown-kind', Uint8Array.of(99, 0, 0, 0, 0, 0, 0, 0)],
    ['bad-header', Uint8Array.of(6, 1, 0, 0, 0, 0, 0, 0)],
    ['bad-header', Uint8Array.of(3, 0, 0, 0, 0, 0, 0, 0, 1)],
    ['bad-unit-id', Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0x20)],
    ['bad-unit-id', Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0)],
  ])('[TRN-3] %s is said', (problem, bytes) => {
    expect(decodeMessage(bytes)).toEqual({ ok: false, problem })
  })

  test('[TRN-2] slices of a payload cover it once and fit a message', () => {
    const payload = new Uint8Array(MAX_CHUNK_PAYLOAD_BYTES * 2 + 1)
    const slices = Array.from({ length: chunkCountOf(payload.length) }, (_, index) => chunkSlice(payload, index))
    expect(slices.map((slice) => slice.length)).toEqual([MAX_CHUNK_PAYLOAD_BYTES, MAX_CHUNK_PAYLOAD_BYTES, 1])
  })
})
