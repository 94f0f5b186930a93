import { Inflate } from 'fflate'
import { fail, ok, type Result } from '../../core/result'
import type { FileProblem } from './file-problem'
import { readZipDirectory, viewOf, type ZipEntry } from './zip-directory'

/** Larger than any photo of a phone. */
export const MAX_PHOTO_BYTES = 64 * 1024 * 1024
/** All of a zip's photos together, as they claim to be. */
const MAX_TOTAL_BYTES = 8 * 1024 * 1024 * 1024
/** A photo is compressed already; whoever claims to shrink one this much packs something else. */
const MAX_RATIO = 100

/** A photo that is unpacked when its turn comes, so that a large zip is never in memory as a whole. */
export interface PackedPhoto {
  readonly name: string
  /** Null when it is damaged or more than it claimed to be. */
  readonly read: () => Promise<Blob | null>
}

/** The photos in a zip, by name. Files of other kinds in it are passed over. */
export async function listZipPhotos(zip: Blob): Promise<Result<PackedPhoto[], FileProblem>> {
  const directory = await readZipDirectory(zip)
  if (!directory.ok) return fail({ type: 'zip-refused', why: directory.problem })
  const photos = directory.value.filter(({ name }) => isPhotoName(name))
  const totalBytes = photos.reduce((sum, { claimedBytes }) => sum + claimedBytes, 0)
  if (totalBytes > MAX_TOTAL_BYTES || photos.some(isBomb)) return fail({ type: 'zip-refused', why: 'too-large' })
  return ok(
    photos
      .toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
      .map((entry) => ({ name: entry.name, read: () => unpack(zip, entry) })),
  )
}

const isBomb = ({ claimedBytes, compressedBytes }: ZipEntry): boolean =>
  claimedBytes > MAX_PHOTO_BYTES || claimedBytes > compressedBytes * MAX_RATIO + 1024

/** Hidden files and what macOS packs beside each photo are none. */
export const isPhotoName = (name: string): boolean =>
  /\.(jpe?g|png|webp|avif|gif|bmp)$/i.test(name) && !/(^|\/)(\.|__MACOSX)/.test(name)

async function unpack(zip: Blob, entry: ZipEntry): Promise<Blob | null> {
  // Local header: 0 u32 signature · 26 u16 name · 28 u16 extra · 30 name, extra, data
  const header = await viewOf(zip, entry.headerAt, entry.headerAt + 30)
  if (header.byteLength < 30 || header.getUint32(0, true) !== 0x04034b50) return null
  const dataAt = entry.headerAt + 30 + header.getUint16(26, true) + header.getUint16(28, true)
  const packed = zip.slice(dataAt, dataAt + entry.compressedBytes)
  if (entry.method === 'stored') return packed
  return entry.method === 'deflated' ? inflate(packed, entry.claimedBytes) : null
}

/** Piece by piece and counted: what comes out is never more than was claimed. */
async function inflate(packed: Blob, claimedBytes: number): Promise<Blob | null> {
  const parts: Uint8Array<ArrayBuffer>[] = []
  let sizeBytes = 0
  const inflater = new Inflate((part) => {
    sizeBytes += part.length
    if (sizeBytes <= claimedBytes) parts.push(new Uint8Array(part))
  })
  try {
    const bytes = new Uint8Array(await packed.arrayBuffer())
    for (let at = 0; at < bytes.length && sizeBytes <= claimedBytes; at += PIECE_BYTES) {
      inflater.push(bytes.subarray(at, at + PIECE_BYTES), at + PIECE_BYTES >= bytes.length)
    }
  } catch {
    // fflate throws what it found wrong with the data.
    return null
  }
  return sizeBytes === claimedBytes ? new Blob(parts) : null
}

/** Deflate makes at most 1032 bytes of one: a piece never becomes more than 64 MB. */
const PIECE_BYTES = 64 * 1024
