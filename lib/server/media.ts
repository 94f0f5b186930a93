import type { JobId, MediaId } from '../core/ids'
import { fail, ok, type Result } from '../core/result'
import type { FrameInfo } from '../core/video/frame'
import type { MediaOpened } from '../protocol/faculty'
import { isMissingParent, isUniqueViolation, type Db } from './db'
import { newId } from './new-id'

export type Decoder = 'webcodecs' | 'ffmpeg' | 'photos'

export interface StoredMedia {
  readonly mediaId: MediaId
  readonly jobId: JobId
  readonly key: string
  readonly name: string
  readonly kind: 'video' | 'photos'
  /** Place among the job's files, from 0. */
  readonly position: number
  /** What is added to its own times to get the session's. */
  readonly offsetS: number
  readonly durationS: number | null
  readonly decodedToS: number
  readonly offered: number
  readonly skipped: number
  readonly undecodable: number
  readonly decoder: Decoder | null
  readonly isComplete: boolean
  /** Of a set of photos, in their order. */
  readonly fileNames: readonly string[] | null
}

interface NewMedia {
  readonly jobId: JobId
  readonly key: string
  readonly name: string
  readonly kind: 'video' | 'photos'
  readonly durationS: number | null
  readonly fileNames?: readonly string[] | null
}

/**
 * Opens a file of the job, or the same file again after a reload. Files follow one another on the session's clock: each
 * starts where the one before ended. The unique key (job, file key) makes repeating harmless.
 */
export async function openMedia(db: Db, media: NewMedia): Promise<Result<OpenedMedia, 'not-found'>> {
  const { jobId, key, fileNames } = media
  const existing = await db.media.findUnique({ where: { jobId_key: { jobId, key } } })
  if (existing) return ok({ media: readMedia(existing), ...(await resumePoint(db, readMedia(existing))) })
  const before = await db.media.findFirst({ where: { jobId }, orderBy: { position: 'desc' } })
  const place = before
    ? { position: before.position + 1, offsetS: before.offsetS + (before.durationS ?? before.decodedToS) }
    : { position: 0, offsetS: 0 }
  try {
    const row = await db.media.create({
      data: { id: newId<MediaId>(), ...media, fileNames: fileNames ? JSON.stringify(fileNames) : null, ...place },
    })
    return ok({ media: readMedia(row), nextIndex: await nextFreeIndex(db, jobId), fromS: 0, keptFrames: 0 })
  } catch (error) {
    if (isMissingParent(error)) return fail('not-found')
    if (isUniqueViolation(error)) return openMedia(db, media)
    throw error
  }
}

export interface OpenedMedia extends Omit<MediaOpened, 'mediaId' | 'offsetS'> {
  readonly media: StoredMedia
}

/**
 * Where a file that is opened again goes on: at its first unit whose frames nobody has but the page that went away, else
 * right after its last frame. Units after a lost one are offered again too, with the same index; those that are stored
 * stay as they are.
 */
async function resumePoint(
  db: Db,
  media: StoredMedia,
): Promise<Pick<MediaOpened, 'nextIndex' | 'fromS' | 'keptFrames'>> {
  const { jobId, mediaId } = media
  const units = await db.unit.findMany({
    where: { mediaId },
    select: { position: true, frames: true, isStored: true, failure: true, report: { select: { unitId: true } } },
    orderBy: { position: 'asc' },
  })
  // Written by `offerUnit` from a parsed offer.
  const framesOf = (unit: { readonly frames: string }) => JSON.parse(unit.frames) as readonly FrameInfo[]
  const lostAt = units.findIndex((unit) => !unit.isStored && unit.report === null && unit.failure === null)
  const lost = units[lostAt]
  const kept = lost ? units.slice(0, lostAt) : units
  const keptFrames = kept.reduce((sum, unit) => sum + framesOf(unit).length, 0)
  if (lost) {
    const startS = framesOf(lost)[0]?.atS ?? media.offsetS
    return { nextIndex: lost.position, fromS: Math.max(0, startS - media.offsetS), keptFrames }
  }
  // Not from `decodedToS`: frames decoded since the last unit were still in the page that went away.
  const last = kept.at(-1)
  const endS = last && framesOf(last).at(-1)?.atS
  const fromS = endS === undefined ? 0 : endS - media.offsetS + FRAME_STEP_S
  return { nextIndex: await nextFreeIndex(db, jobId), fromS, keptFrames }
}

/** Times on the wire are whole milliseconds, so this is the next one. */
const FRAME_STEP_S = 0.001

async function nextFreeIndex(db: Db, jobId: JobId): Promise<number> {
  const last = await db.unit.findFirst({ where: { jobId }, orderBy: { position: 'desc' }, select: { position: true } })
  return last ? last.position + 1 : 0
}

export async function listMedia(db: Db, jobId: JobId): Promise<StoredMedia[]> {
  const rows = await db.media.findMany({ where: { jobId }, orderBy: { position: 'asc' } })
  return rows.map(readMedia)
}

export interface Progress {
  readonly decodedToS: number
  readonly offered: number
  readonly skipped: number
  readonly undecodable: number
  readonly decoder: Decoder
}

/** Running totals: the last word counts, and saying it twice changes nothing. */
export async function saveMediaProgress(db: Db, mediaId: MediaId, progress: Progress): Promise<void> {
  const { decodedToS, offered, skipped, undecodable, decoder } = progress
  await db.media.updateMany({ where: { id: mediaId }, data: { decodedToS, offered, skipped, undecodable, decoder } })
}

/** The file has been offered to its end. */
export async function completeMedia(
  db: Db,
  mediaId: MediaId,
  { durationS, ...progress }: Progress & { readonly durationS: number },
): Promise<void> {
  const { decodedToS, offered, skipped, undecodable, decoder } = progress
  await db.media.updateMany({
    where: { id: mediaId },
    data: { decodedToS, offered, skipped, undecodable, decoder, durationS, isComplete: true },
  })
}

type MediaRow = NonNullable<Awaited<ReturnType<Db['media']['findFirst']>>>

// `kind` and `decoder` come from the wire's schema (lib/protocol/faculty.ts) and are written by this module only.
const readMedia = ({ id, jobId, kind, decoder, fileNames, ...rest }: MediaRow): StoredMedia => ({
  ...rest,
  fileNames: fileNames === null ? null : (JSON.parse(fileNames) as readonly string[]),
  mediaId: id as MediaId,
  jobId: jobId as JobId,
  kind: kind as StoredMedia['kind'],
  decoder: decoder as Decoder | null,
})
