import sharp from 'sharp'
import type { JobId, SessionId, UnitId } from '../core/ids'
import { photoProblemSentence } from '../core/recognition/photo'
import type { FrameInfo } from '../core/video/frame'
import { packExamined, unpackExamined, type ExaminedFrame, type PackedExamination } from '../protocol/examined'
import type { ExaminationView, ExaminedPicture } from '../protocol/examination-view'
import type { BlobStore } from './blob-store'
import type { Db } from './db'
import { findNewestExamination } from './jobs'
import { listMedia } from './media'
import type { Vault } from './vault'

/** What operations other than the roll found: rows beside the roll's reports, pictures beside the photos. */

export const resultsPrefix = (jobId: string): string => `results/${jobId}`
const resultKey = (jobId: string, position: number, frame: number): string => `results/${jobId}/${position}-${frame}`

/** A device's picture is shown to faculty, so it must be what it says: a JPEG of the frame's size. */
export async function isPictureOf(
  bytes: Uint8Array,
  { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number },
): Promise<boolean> {
  const found = await sharp(bytes)
    .metadata()
    .catch(() => null)
  return found?.format === 'jpeg' && found.width === widthPx && found.height === heightPx
}

/** Before the report's row: a unit that counts as done has its pictures. Safe to repeat. */
export async function savePictures(
  blobs: BlobStore,
  { jobId, position }: { readonly jobId: JobId; readonly position: number },
  frames: readonly ExaminedFrame[],
): Promise<void> {
  for (const [index, frame] of frames.entries())
    if (frame.outcome === 'examined' && frame.picture) await blobs.put(resultKey(jobId, position, index), frame.picture)
}

/** A report's row: what was found as JSON, the descriptors sealed, pictures left to the blob store. */
export function packExamination(vault: Vault, unitId: UnitId, frames: readonly ExaminedFrame[]) {
  const { frames: packed, descriptors } = packExamined(frames)
  const withoutPictures = packed.map((frame) =>
    frame.outcome === 'failed' ? frame : { ...frame, picture: null, hasPicture: frame.picture !== null },
  )
  return { frames: JSON.stringify(withoutPictures), descriptors: vault.seal(descriptors, `report:${unitId}`) }
}

type PackedFrame = PackedExamination['frames'][number] & { readonly hasPicture?: boolean }

/** What the session's newest examination has found so far, in the order of what was chosen. Null when there is none. */
export async function readExamination(db: Db, vault: Vault, sessionId: SessionId): Promise<ExaminationView | null> {
  const job = await findNewestExamination(db, sessionId)
  if (!job || job.operation === 'attendance') return null
  const { jobId, operation, phase, failure } = job
  const [media, units] = await Promise.all([
    listMedia(db, jobId),
    db.unit.findMany({ where: { jobId }, include: { report: true }, orderBy: { position: 'asc' } }),
  ])
  const pictures: ExaminedPicture[] = []
  for (const { mediaId, kind, name, offsetS, fileNames } of media) {
    const own = new Map<number, ExaminedPicture>()
    const nameAt = (atS: number) => (kind === 'photos' ? fileNames?.[Math.round(atS)] : undefined)
    for (const unit of units.filter((each) => each.mediaId === mediaId)) {
      // Written by `offerUnit` from a parsed offer.
      const infos = JSON.parse(unit.frames) as readonly FrameInfo[]
      const found = unit.report && readFrames(vault, unit.report)
      infos.forEach(({ atS, widthPx, heightPx }, index) => {
        const frame = found?.[index]
        const ownS = atS - offsetS
        const about = { file: nameAt(ownS) ?? name, atS: Math.round(ownS * 1000) / 1000, widthPx, heightPx }
        if (frame) own.set(about.atS, { ...about, ...viewOf(frame, `${jobId}.${unit.position}-${index}`) })
        else if (unit.failure !== null)
          own.set(about.atS, {
            ...about,
            ...NOTHING,
            problem: 'engine-error',
            reason: `Not looked at: ${unit.failure}.`,
          })
      })
    }
    // Photos that the browser could not read never became frames.
    if (kind === 'photos' && phase === 'done')
      fileNames?.forEach((file, atS) => {
        const about = { file, atS, widthPx: 0, heightPx: 0 }
        if (!own.has(atS)) own.set(atS, { ...about, ...NOTHING, ...refusal('not-a-picture') })
      })
    pictures.push(...[...own.values()].sort((one, other) => one.atS - other.atS))
  }
  return { jobId, operation, phase, failure, pictures }
}

const NOTHING: Pick<ExaminedPicture, 'faces' | 'chosen' | 'pictureKey'> = { faces: [], chosen: null, pictureKey: null }

const refusal = (problem: 'not-a-picture') => ({ problem, reason: photoProblemSentence({ type: problem }) })

function viewOf(frame: ExaminedFrame & { readonly hasPicture?: boolean }, key: string) {
  if (frame.outcome === 'failed') {
    if (frame.reason === 'undecodable') return { ...NOTHING, ...refusal('not-a-picture') }
    return { ...NOTHING, problem: frame.reason, reason: 'The device that looked at it broke down.' }
  }
  const { faces, chosen, refused, hasPicture } = frame
  return {
    faces: faces.map(({ descriptor, ...face }) => ({ ...face, descriptor: descriptor && [...descriptor] })),
    chosen,
    problem: refused?.type ?? null,
    reason: refused && photoProblemSentence(refused),
    pictureKey: hasPicture ? key : null,
  }
}

function readFrames(
  vault: Vault,
  {
    unitId,
    frames,
    descriptors,
  }: { readonly unitId: string; readonly frames: string; readonly descriptors: Uint8Array },
) {
  const opened = vault.open(descriptors, `report:${unitId}`)
  if (!opened.ok) throw new Error(`The report of unit ${unitId} can't be opened: wrong key, or it is damaged.`)
  // Written by `packExamination`.
  const packed = JSON.parse(frames) as readonly PackedFrame[]
  const read = unpackExamined({ frames: packed, descriptors: opened.value })
  if (!read.ok) throw new Error(`The report of unit ${unitId} makes no sense (${read.problem}).`)
  return read.value.map((frame, index) => ({ ...frame, hasPicture: packed[index]?.hasPicture ?? false }))
}

/** A drawn picture by the key that the view gave. */
export async function readPicture(
  { db, blobs }: { readonly db: Db; readonly blobs: BlobStore },
  ownerId: string,
  key: string,
): Promise<Uint8Array | null> {
  const [, jobId, position, frame] = /^([\w-]{1,80})\.(\d{1,6})-(\d{1,2})$/.exec(key) ?? []
  if (jobId === undefined) return null
  const isOwn = await db.job.count({ where: { id: jobId, session: { course: { ownerId } } } })
  return isOwn > 0 ? blobs.get(resultKey(jobId, Number(position), Number(frame))) : null
}
