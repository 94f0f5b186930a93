/** Eight tables, so that eight bytes are folded per step (Intel's "slicing-by-8"): payloads are megabytes on phones. */
const TABLES = makeTables()

/**
 * CRC-32 as in zip, PNG and Ethernet (reflected polynomial 0xEDB88320), unsigned.
 * `previous` is the checksum of the bytes before, so that parts of one message can be summed one after another.
 */
export function crc32(bytes: Uint8Array, previous = 0): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = TABLES
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const wholeSteps = bytes.length - (bytes.length % 8)
  let crc = ~previous
  let at = 0
  for (; at < wholeSteps; at += 8) {
    const low = crc ^ view.getUint32(at, true)
    const high = view.getUint32(at + 4, true)
    crc =
      look(t7, low) ^
      look(t6, low >>> 8) ^
      look(t5, low >>> 16) ^
      look(t4, low >>> 24) ^
      look(t3, high) ^
      look(t2, high >>> 8) ^
      look(t1, high >>> 16) ^
      look(t0, high >>> 24)
  }
  for (; at < bytes.length; at++) crc = (crc >>> 8) ^ look(t0, crc ^ view.getUint8(at))
  return ~crc >>> 0
}

type Table = Int32Array
type Tables = readonly [Table, Table, Table, Table, Table, Table, Table, Table]

/** A table has 256 entries, so the masked index is always inside; `?? 0` is for the compiler alone. */
function look(table: Table, index: number): number {
  return table[index & 0xff] ?? 0
}

function makeTables(): Tables {
  const first = new Int32Array(256).map((_, byte) => {
    let crc = byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
    return crc
  })
  const next = (table: Table): Table => table.map((crc) => (crc >>> 8) ^ look(first, crc))
  const second = next(first)
  const third = next(second)
  const fourth = next(third)
  const fifth = next(fourth)
  const sixth = next(fifth)
  const seventh = next(sixth)
  return [first, second, third, fourth, fifth, sixth, seventh, next(seventh)]
}
