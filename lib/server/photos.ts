import { createHash } from 'node:crypto'
import sharp from 'sharp'
import type { PersonId } from '../core/ids'
import { DESCRIPTOR_LENGTH, type FaceQuality } from '../core/recognition/face'
import { fail, ok, type Result } from '../core/result'
import { photoKey, type BlobStore } from './blob-store'
import { isMissingParent, isUniqueViolation, type Db } from './db'
import { randomName } from './new-id'
import { findLookAlike } from './look-alike'
import { sealDescriptor } from './roster'
import type { Vault } from './vault'

export const MAX_PHOTO_BYTES = 16 * 1024 * 1024
export const MAX_PHOTOS_PER_PERSON = 40
const MAX_PHOTO_PIXELS = 100_000_000
/** Long side of what is kept. Enough to recognise somebody by eye; the descriptor was taken from the original. */
const KEPT_PX = 1280

interface Parts {
  readonly db: Db
  readonly vault: Vault
  readonly blobs: BlobStore
}

export interface NewPhoto {
  readonly personId: PersonId
  readonly bytes: Uint8Array
  readonly fileName: string
  readonly face: {
    readonly descriptor: readonly number[]
    readonly quality: FaceQuality
    readonly modelVersion: string
  }
  /** The models that this coordinator serves. */
  readonly modelVersion: string
}

export type PhotoRefusal =
  | { readonly type: 'not-an-image' }
  | { readonly type: 'not-a-descriptor' }
  | { readonly type: 'other-models' }
  | { readonly type: 'looks-like-someone-else'; readonly number: string }
  | { readonly type: 'too-many-photos' }
  | { readonly type: 'not-found' }

/**
 * Keeps a photo that the page's engine has judged. What can be checked here is checked again, for a page can be anybody's
 * program: that it is a picture, that the descriptor is one, that it is of this person rather than of another.
 * The same file again is the photo that is there already.
 */
export async function savePhoto(
  { db, vault, blobs }: Parts,
  { personId, bytes, fileName, face, modelVersion }: NewPhoto,
): Promise<Result<{ readonly photoId: string; readonly isNew: boolean }, PhotoRefusal>> {
  if (face.modelVersion !== modelVersion) return fail({ type: 'other-models' })
  const descriptor = Float32Array.from(face.descriptor)
  if (!isDescriptor(descriptor)) return fail({ type: 'not-a-descriptor' })

  const photoHash = createHash('sha256').update(bytes).digest('hex')
  const existing = await findByHash(db, personId, photoHash)
  if (existing) return ok({ photoId: existing, isNew: false })
  if ((await db.faceTemplate.count({ where: { personId } })) >= MAX_PHOTOS_PER_PERSON)
    return fail({ type: 'too-many-photos' })
  const lookAlike = await findLookAlike(db, vault, personId, descriptor)
  if (lookAlike) return fail({ type: 'looks-like-someone-else', number: lookAlike.number })
  const picture = await readPicture(bytes)
  if (!picture) return fail({ type: 'not-an-image' })

  const photoId = randomName()
  const blobKey = photoKey(personId, photoId)
  await blobs.put(blobKey, picture)
  try {
    await db.faceTemplate.create({
      data: {
        id: photoId,
        personId,
        descriptor: sealDescriptor(vault, photoId, descriptor),
        modelVersion,
        quality: face.quality.value,
        qualityParts: JSON.stringify(face.quality),
        photoHash,
        fileName,
        blobKey,
      },
    })
    return ok({ photoId, isNew: true })
  } catch (error) {
    await blobs.delete(blobKey)
    if (isMissingParent(error)) return fail({ type: 'not-found' })
    if (!isUniqueViolation(error)) throw error
    const other = await findByHash(db, personId, photoHash)
    return other ? ok({ photoId: other, isNew: false }) : fail({ type: 'not-found' })
  }
}

async function findByHash(db: Db, personId: PersonId, photoHash: string): Promise<string | null> {
  const row = await db.faceTemplate.findUnique({
    where: { personId_photoHash: { personId, photoHash } },
    select: { id: true },
  })
  return row?.id ?? null
}

/** Descriptors of the net are 1.43 to 1.55 long; averages and odd faces a little beside that (RECOGNITION §6). */
function isDescriptor(descriptor: Float32Array): boolean {
  if (descriptor.length !== DESCRIPTOR_LENGTH || !descriptor.every(Number.isFinite)) return false
  const length = Math.sqrt(descriptor.reduce((sum, value) => sum + value * value, 0))
  return length >= 1 && length <= 2
}

/** Pixels only: what cameras and browsers make. Drawings (SVG, PDF) are programs of a kind and are not run here. */
const PICTURE_FORMATS: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp', 'gif', 'tiff', 'heif', 'avif'])

/**
 * Decodes all of it and writes it anew: what is kept is surely a picture, upright, and without what cameras write beside
 * it (places, devices, thumbnails of what was cropped away). Null when it is none that we read.
 */
async function readPicture(bytes: Uint8Array): Promise<Uint8Array | null> {
  try {
    const image = sharp(bytes, { limitInputPixels: MAX_PHOTO_PIXELS, failOn: 'error', pages: 1 })
    const { format } = await image.metadata()
    if (!PICTURE_FORMATS.has(format)) return null
    return await image
      .rotate()
      .resize({ width: KEPT_PX, height: KEPT_PX, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#fff' })
      .jpeg({ quality: 88 })
      .toBuffer()
  } catch {
    // sharp throws for everything that is no readable picture; which of many reasons it was helps nobody choose better.
    return null
  }
}

/** The picture of a photo, if its person is this teacher's. */
export async function readPhoto({ db, blobs }: Parts, ownerId: string, photoId: string): Promise<Uint8Array | null> {
  const row = await db.faceTemplate.findFirst({
    where: { id: photoId, person: { ownerId } },
    select: { blobKey: true },
  })
  return row && blobs.get(row.blobKey)
}

/** Returns whether there was such a photo. */
export async function deletePhoto({ db, blobs }: Parts, ownerId: string, photoId: string): Promise<boolean> {
  const row = await db.faceTemplate.findFirst({
    where: { id: photoId, person: { ownerId } },
    select: { blobKey: true },
  })
  if (!row) return false
  await blobs.delete(row.blobKey)
  await db.faceTemplate.deleteMany({ where: { id: photoId } })
  return true
}
