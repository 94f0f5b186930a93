import { createHash } from 'node:crypto'
import sharp from 'sharp'
import type { JobId, SessionId } from '../core/ids'
import type { Box } from '../core/recognition/face'
import { cropBlobKey, framesKey, type BlobStore } from './blob-store'
import type { FramePlace } from './frame-places'

/** A view that somebody should be able to look at. */
export interface View {
  readonly atS: number
  readonly box: Box
}

/** Around the face, as a share of its size: hair and chin help a person to recognise somebody. */
const PADDING = 0.35
const SIZE_PX = 160
const QUALITY = 82

/** `<session>.<crop>`: one path segment that names its session, so that a route can ask whose it is. */
export type CropKey = string

/** The same view of the same job always has the same key: marking again finds the pictures of frames that are gone. */
export const cropKeyOf = (sessionId: SessionId, jobId: JobId, { atS, box }: View): CropKey =>
  `${sessionId}.${createHash('sha256')
    .update([jobId, atS, box.x, box.y, box.width, box.height].join('|'))
    .digest('base64url')
    .slice(0, 20)}`

export function readCropKey(key: CropKey): { readonly sessionId: SessionId; readonly blobKey: string } | null {
  const parts = /^([\w-]{1,80})\.([\w-]{1,40})$/.exec(key)
  const [, sessionId, cropId] = parts ?? []
  if (sessionId === undefined || cropId === undefined) return null
  return { sessionId: sessionId as SessionId, blobKey: cropBlobKey(sessionId, cropId) }
}

/**
 * Cuts the views out of the job's stored frames, skipping those that were cut before. Returns the keys that there is a
 * picture for; a view whose frames are not stored (yet, or any more) has none.
 */
export async function cutCrops(
  blobs: BlobStore,
  {
    sessionId,
    jobId,
    places,
  }: { readonly sessionId: SessionId; readonly jobId: JobId; readonly places: ReadonlyMap<number, FramePlace> },
  views: readonly View[],
): Promise<ReadonlySet<CropKey>> {
  const present = new Set<CropKey>()
  const missing = new Map<number, View[]>()
  for (const view of views) {
    const key = cropKeyOf(sessionId, jobId, view)
    const blobKey = readCropKey(key)?.blobKey
    if (blobKey === undefined || present.has(key)) continue
    if (await blobs.has(blobKey)) present.add(key)
    else {
      const place = places.get(view.atS)
      if (place?.unit.isStored) missing.set(place.unit.position, [...(missing.get(place.unit.position) ?? []), view])
    }
  }
  for (const [position, wanted] of missing) {
    const payload = await blobs.get(framesKey(jobId, position))
    if (!payload) continue
    for (const view of wanted) {
      const key = cropKeyOf(sessionId, jobId, view)
      const place = places.get(view.atS)
      const blobKey = readCropKey(key)?.blobKey
      if (!place || blobKey === undefined) continue
      const picture = await cut(payload.subarray(place.startByte, place.endByte), view.box)
      if (!picture) continue
      await blobs.put(blobKey, picture)
      present.add(key)
    }
  }
  return present
}

/** Null for a picture that can't be read or a box outside it: evidence that is missing is no reason to fail a register. */
async function cut(jpeg: Uint8Array, box: Box): Promise<Uint8Array | null> {
  try {
    const image = sharp(jpeg, { limitInputPixels: 8192 * 8192 })
    const { width = 0, height = 0 } = await image.metadata()
    const left = Math.max(0, Math.floor(box.x - PADDING * box.width))
    const top = Math.max(0, Math.floor(box.y - PADDING * box.height))
    const right = Math.min(width, Math.ceil(box.x + (1 + PADDING) * box.width))
    const bottom = Math.min(height, Math.ceil(box.y + (1 + PADDING) * box.height))
    if (right - left < 4 || bottom - top < 4) return null
    return await image
      .extract({ left, top, width: right - left, height: bottom - top })
      .resize({ width: SIZE_PX, height: SIZE_PX, fit: 'inside', withoutEnlargement: true })
      .jpeg({ quality: QUALITY })
      .toBuffer()
  } catch {
    // sharp throws for bytes that are no picture, and says nothing more that would help anybody.
    return null
  }
}
