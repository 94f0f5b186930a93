import { fail, ok, type Result } from '../../core/result'

/** One file in a zip, as its directory tells. A zip may claim anything: whoever unpacks counts for himself. */
export interface ZipEntry {
  readonly name: string
  readonly compressedBytes: number
  readonly claimedBytes: number
  readonly method: 'stored' | 'deflated' | 'other'
  /** Where its local header begins. */
  readonly headerAt: number
}

export type ZipProblem = 'too-many' | 'too-large' | 'damaged'

export const MAX_ZIP_ENTRIES = 2_000
/** The directory of that many files with long names. */
const MAX_DIRECTORY_BYTES = 4 * 1024 * 1024

// End of central directory, little-endian: 0 u32 signature · 10 u16 entries · 12 u32 directory size · 16 u32 its place.
const END_SIGNATURE = 0x06054b50
const END_BYTES = 22
const MAX_COMMENT_BYTES = 0xffff
// Directory entry: 0 u32 signature · 8 u16 flags · 10 u16 method · 20 u32 compressed · 24 u32 size · 28 u16 name ·
// 30 u16 extra · 32 u16 comment · 42 u32 local header · 46 name …
const ENTRY_SIGNATURE = 0x02014b50
const ENTRY_BYTES = 46
const ENCRYPTED = 1

/** Reads a zip's directory: only its end is read, however large the file is. */
export async function readZipDirectory(zip: Blob): Promise<Result<ZipEntry[], ZipProblem>> {
  const tail = await viewOf(zip, Math.max(0, zip.size - END_BYTES - MAX_COMMENT_BYTES), zip.size)
  const endAt = findEnd(tail)
  if (endAt === null) return fail('damaged')
  const count = tail.getUint16(endAt + 10, true)
  const sizeBytes = tail.getUint32(endAt + 12, true)
  const at = tail.getUint32(endAt + 16, true)
  if (count > MAX_ZIP_ENTRIES) return fail('too-many')
  // 0xffffffff sends the reader on to a 64-bit directory, which means more than 4 GB or 65,535 files.
  if (at === 0xffffffff || sizeBytes > MAX_DIRECTORY_BYTES) return fail('too-large')
  if (at + sizeBytes > zip.size) return fail('damaged')
  return readEntries(await viewOf(zip, at, at + sizeBytes), count)
}

function readEntries(directory: DataView, count: number): Result<ZipEntry[], ZipProblem> {
  const entries: ZipEntry[] = []
  let at = 0
  for (let index = 0; index < count; index++) {
    if (at + ENTRY_BYTES > directory.byteLength || directory.getUint32(at, true) !== ENTRY_SIGNATURE)
      return fail('damaged')
    const nameBytes = directory.getUint16(at + 28, true)
    const nextAt =
      at + ENTRY_BYTES + nameBytes + directory.getUint16(at + 30, true) + directory.getUint16(at + 32, true)
    if (nextAt > directory.byteLength) return fail('damaged')
    const isEncrypted = (directory.getUint16(at + 8, true) & ENCRYPTED) !== 0
    entries.push({
      name: new TextDecoder().decode(
        new Uint8Array(directory.buffer, directory.byteOffset + at + ENTRY_BYTES, nameBytes),
      ),
      compressedBytes: directory.getUint32(at + 20, true),
      claimedBytes: directory.getUint32(at + 24, true),
      method: isEncrypted ? 'other' : methodOf(directory.getUint16(at + 10, true)),
      headerAt: directory.getUint32(at + 42, true),
    })
    at = nextAt
  }
  return ok(entries)
}

const methodOf = (method: number): ZipEntry['method'] => (method === 0 ? 'stored' : method === 8 ? 'deflated' : 'other')

function findEnd(tail: DataView): number | null {
  for (let at = tail.byteLength - END_BYTES; at >= 0; at--) if (tail.getUint32(at, true) === END_SIGNATURE) return at
  return null
}

export const viewOf = async (blob: Blob, from: number, to: number): Promise<DataView> =>
  new DataView(await blob.slice(from, to).arrayBuffer())
