import { fail, ok, type Result } from '../core/result'
import { crc32, joinCrc32 } from './crc32'

// What travels over a data channel between a volunteer and a feeder. Every message is little-endian and starts with
//   0  u8   kind          1 chunk · 2 want · 3 again · 4 cancel · 5 refusal · 6 ping · 7 pong
//   1  u8   reason        refusal only, else 0
//   4  u32  batch number  per link, chosen by whoever asks; ping and pong: any number, sent back
//
// chunk
//   2  u16  chunk index   from 0
//   8  u16  chunk count   1..MAX_CHUNK_COUNT
//  10  u16  0
//  12  u32  CRC-32        of bytes 0..11 and the payload, so that a bent header is noticed too
//  16  …    payload       1..MAX_CHUNK_PAYLOAD_BYTES
//
// want                    8  …  unit id, 1..80 bytes of ASCII
// again                   8  …  u16 chunk indexes that are missing, 1..MAX_CHUNK_COUNT of them
// cancel, ping, pong      nothing more
// (bytes 2..3 are 0 in all but chunks)

/** The largest message that every browser takes without being told more (RFC 8841: 64 KiB is the default). */
export const MAX_MESSAGE_BYTES = 65_536
export const CHUNK_HEADER_BYTES = 16
export const MAX_CHUNK_PAYLOAD_BYTES = MAX_MESSAGE_BYTES - CHUNK_HEADER_BYTES
/** 16 MiB in whole chunks: twice the largest unit. */
export const MAX_CHUNK_COUNT = 256
const HEADER_BYTES = 8
const MAX_UNIT_ID_BYTES = 80

export type RefusalReason = 'not-found' | 'busy'

export type Message =
  | {
      readonly kind: 'chunk'
      readonly batch: number
      readonly index: number
      readonly count: number
      readonly payload: Uint8Array
      /** CRC-32 of the payload alone; of a received chunk, which was read for it once. */
      readonly checksum?: number
    }
  | { readonly kind: 'want'; readonly batch: number; readonly unitId: string }
  | { readonly kind: 'again'; readonly batch: number; readonly indexes: readonly number[] }
  | { readonly kind: 'cancel'; readonly batch: number }
  | { readonly kind: 'refusal'; readonly batch: number; readonly reason: RefusalReason }
  | { readonly kind: 'ping' | 'pong'; readonly batch: number }

/** Why a received message was dropped. A peer is a stranger: what it sends is counted and forgotten, never thrown on. */
export type DropReason =
  'too-short' | 'too-long' | 'unknown-kind' | 'bad-header' | 'bad-checksum' | 'bad-unit-id' | 'unexpected'

const KINDS = { chunk: 1, want: 2, again: 3, cancel: 4, refusal: 5, ping: 6, pong: 7 } as const
const REFUSALS: Readonly<Record<RefusalReason, number>> = { 'not-found': 1, busy: 2 }

export function encodeMessage(message: Message): Uint8Array<ArrayBuffer> {
  switch (message.kind) {
    case 'chunk': {
      const { bytes, view } = blank(message, CHUNK_HEADER_BYTES + message.payload.length)
      view.setUint16(2, message.index, true)
      view.setUint16(8, message.count, true)
      bytes.set(message.payload, CHUNK_HEADER_BYTES)
      view.setUint32(12, chunkChecksum(bytes), true)
      return bytes
    }
    case 'want': {
      const id = new TextEncoder().encode(message.unitId)
      const { bytes } = blank(message, HEADER_BYTES + id.length)
      bytes.set(id, HEADER_BYTES)
      return bytes
    }
    case 'again': {
      const { bytes, view } = blank(message, HEADER_BYTES + message.indexes.length * 2)
      message.indexes.forEach((index, place) => view.setUint16(HEADER_BYTES + place * 2, index, true))
      return bytes
    }
    case 'refusal': {
      const { bytes, view } = blank(message, HEADER_BYTES)
      view.setUint8(1, REFUSALS[message.reason])
      return bytes
    }
    case 'cancel':
    case 'ping':
    case 'pong':
      return blank(message, HEADER_BYTES).bytes
  }
}

/** Reads any bytes. A chunk's payload is a view of `bytes`, not a copy. */
export function decodeMessage(bytes: Uint8Array): Result<Message, DropReason> {
  if (bytes.length < HEADER_BYTES) return fail('too-short')
  if (bytes.length > MAX_MESSAGE_BYTES) return fail('too-long')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const kind = view.getUint8(0)
  const batch = view.getUint32(4, true)
  if (kind === KINDS.chunk) return decodeChunk(bytes, view, batch)
  if (view.getUint16(2, true) !== 0 || (kind !== KINDS.refusal && view.getUint8(1) !== 0)) return fail('bad-header')
  const rest = bytes.subarray(HEADER_BYTES)
  if (kind === KINDS.want) {
    const unitId = String.fromCharCode(...rest.subarray(0, MAX_UNIT_ID_BYTES))
    const isUnitId = rest.length <= MAX_UNIT_ID_BYTES && /^[\w:.-]+$/.test(unitId)
    return isUnitId ? ok({ kind: 'want', batch, unitId }) : fail('bad-unit-id')
  }
  if (kind === KINDS.again) return decodeAgain(view, batch)
  if (rest.length > 0) return fail('bad-header')
  switch (kind) {
    case KINDS.cancel:
      return ok({ kind: 'cancel', batch })
    case KINDS.ping:
      return ok({ kind: 'ping', batch })
    case KINDS.pong:
      return ok({ kind: 'pong', batch })
    case KINDS.refusal: {
      const code = view.getUint8(1)
      if (code === REFUSALS['not-found']) return ok({ kind: 'refusal', batch, reason: 'not-found' })
      if (code === REFUSALS.busy) return ok({ kind: 'refusal', batch, reason: 'busy' })
      return fail('bad-header')
    }
    default:
      return fail('unknown-kind')
  }
}

export const chunkCountOf = (sizeBytes: number): number => Math.ceil(sizeBytes / MAX_CHUNK_PAYLOAD_BYTES)

/** The part of a payload that a chunk carries: a view, so that slicing a batch copies nothing until it is sent. */
export const chunkSlice = (payload: Uint8Array, index: number): Uint8Array =>
  payload.subarray(index * MAX_CHUNK_PAYLOAD_BYTES, (index + 1) * MAX_CHUNK_PAYLOAD_BYTES)

function decodeChunk(bytes: Uint8Array, view: DataView, batch: number): Result<Message, DropReason> {
  if (bytes.length <= CHUNK_HEADER_BYTES) return fail('too-short')
  const index = view.getUint16(2, true)
  const count = view.getUint16(8, true)
  if (view.getUint8(1) !== 0 || view.getUint16(10, true) !== 0) return fail('bad-header')
  if (count > MAX_CHUNK_COUNT || index >= count) return fail('bad-header')
  const payload = bytes.subarray(CHUNK_HEADER_BYTES)
  const checksum = crc32(payload)
  if (view.getUint32(12, true) !== joinCrc32(crc32(bytes.subarray(0, 12)), checksum, payload.length))
    return fail('bad-checksum')
  return ok({ kind: 'chunk', batch, index, count, payload, checksum })
}

function decodeAgain(view: DataView, batch: number): Result<Message, DropReason> {
  const count = (view.byteLength - HEADER_BYTES) / 2
  if (!Number.isInteger(count) || count < 1 || count > MAX_CHUNK_COUNT) return fail('bad-header')
  const indexes = Array.from({ length: count }, (_, place) => view.getUint16(HEADER_BYTES + place * 2, true))
  return ok({ kind: 'again', batch, indexes })
}

const chunkChecksum = (bytes: Uint8Array): number =>
  crc32(bytes.subarray(CHUNK_HEADER_BYTES), crc32(bytes.subarray(0, 12)))

function blank(message: Message, sizeBytes: number) {
  const bytes = new Uint8Array(sizeBytes)
  const view = new DataView(bytes.buffer)
  view.setUint8(0, KINDS[message.kind])
  view.setUint32(4, message.batch, true)
  return { bytes, view }
}
