const POLYNOMIAL = 0xedb88320

/** Eight tables of 256 in one, so that eight bytes are folded per step (Intel's "slicing-by-8"): payloads are megabytes on phones. */
const TABLES = makeTables()
const NO_WORDS = new Int32Array(0)

/**
 * CRC-32 as in zip, PNG and Ethernet (reflected polynomial 0xEDB88320), unsigned.
 * `previous` is the checksum of the bytes before, so that parts of one message can be summed one after another.
 */
export function crc32(bytes: Uint8Array, previous = 0): number {
  let crc = ~previous
  let at = 0
  // Whole words are read from the first place where one may begin; little-endian, as every machine that runs a browser is.
  const aligned = Math.min(bytes.length, -bytes.byteOffset & 3)
  for (; at < aligned; at++) crc = (crc >>> 8) ^ look(0, crc ^ byteAt(bytes, at))
  // A view of no words, too, must begin where one may.
  const wordCount = ((bytes.length - at) >> 3) * 2
  const words = wordCount === 0 ? NO_WORDS : new Int32Array(bytes.buffer, bytes.byteOffset + at, wordCount)
  for (let word = 0; word < words.length; word += 2) {
    const low = crc ^ byteAt(words, word)
    const high = byteAt(words, word + 1)
    crc =
      look(7, low) ^
      look(6, low >>> 8) ^
      look(5, low >>> 16) ^
      look(4, low >>> 24) ^
      look(3, high) ^
      look(2, high >>> 8) ^
      look(1, high >>> 16) ^
      look(0, high >>> 24)
  }
  for (at += words.byteLength; at < bytes.length; at++) crc = (crc >>> 8) ^ look(0, crc ^ byteAt(bytes, at))
  return ~crc >>> 0
}

/** The checksum of two parts in a row from the checksums of each: the second one's bytes are not read again. */
export const joinCrc32 = (first: number, second: number, secondLength: number): number =>
  (times(pastZeros(secondLength), first) ^ second) >>> 0

/** 32 columns of bits: what a checksum becomes by something linear. */
type Matrix = Int32Array
const known = new Map<number, Matrix>()

/** What a checksum becomes when so many zero bytes follow (zlib's crc32_combine). Few lengths occur: full chunks and last ones. */
function pastZeros(byteCount: number): Matrix {
  const before = known.get(byteCount)
  if (before) return before
  let result = Int32Array.from({ length: 32 }, (_, bit) => 1 << bit)
  let power = Int32Array.from({ length: 32 }, (_, bit) => (bit === 0 ? POLYNOMIAL : 1 << (bit - 1)))
  for (let bits = byteCount * 8; bits > 0; bits = Math.floor(bits / 2)) {
    const square: Matrix = power
    if (bits % 2 === 1) result = result.map((column) => times(square, column))
    power = power.map((column) => times(square, column))
  }
  if (known.size < MOST_KNOWN) known.set(byteCount, result)
  return result
}
/** A stranger chooses the lengths of what it sends. */
const MOST_KNOWN = 64

function times(matrix: Matrix, vector: number): number {
  let sum = 0
  for (let bit = 0, rest = vector; rest !== 0; bit++, rest >>>= 1) if (rest & 1) sum ^= byteAt(matrix, bit)
  return sum
}

/** Every caller's index is inside; asking for a fallback each time costs a third of the speed. */
function byteAt(numbers: Uint8Array | Int32Array, index: number): number {
  return numbers[index] as number
}

function look(table: number, index: number): number {
  return byteAt(TABLES, (table << 8) | (index & 0xff))
}

function makeTables(): Int32Array {
  const tables = new Int32Array(8 * 256)
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1
    tables[byte] = crc
  }
  for (let at = 256; at < tables.length; at++) {
    const before = byteAt(tables, at - 256)
    tables[at] = (before >>> 8) ^ byteAt(tables, before & 0xff)
  }
  return tables
}
