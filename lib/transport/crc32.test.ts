import { crc32 as zlibCrc32 } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { crc32, joinCrc32 } from './crc32'

describe('crc32', () => {
  test('[TRN-1] gives the published check value', () => {
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926)
    expect(crc32(new Uint8Array(0))).toBe(0)
  })

  test.skipIf(typeof zlibCrc32 !== 'function')('[TRN-1] agrees with zlib on any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => crc32(bytes) === zlibCrc32(bytes)))
  })

  test('[TRN-1] is the same in parts, at any offset of a larger buffer', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), (bytes, cut) => {
        const shifted = new Uint8Array(bytes.length + 3)
        shifted.set(bytes, 3)
        expect(crc32(bytes.subarray(cut), crc32(bytes.subarray(0, cut)))).toBe(crc32(shifted.subarray(3)))
      }),
    )
  })

  test('[TRN-1] of two parts in a row follows from theirs', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70_000, size: 'max' }), fc.nat(70_000), (bytes, cut) => {
        const [first, second] = [bytes.subarray(0, cut), bytes.subarray(cut)]
        expect(joinCrc32(crc32(first), crc32(second), second.length)).toBe(crc32(bytes))
      }),
    )
  })
})
