import { unitIdOf, type JobId, type MediaId, type UnitId } from '../core/ids'
import { fail, ok, type Result } from '../core/result'
import type { FrameInfo } from '../core/video/frame'
import type { UnitOffer } from '../protocol/unit'
import type { FrameCounts } from './unit-reports'
import { isMissingParent, isUniqueViolation, type Database, type Db } from './db'

export interface StoredUnit {
  readonly unitId: UnitId
  readonly jobId: JobId
  readonly mediaId: MediaId
  readonly position: number
  readonly frames: readonly FrameInfo[]
  readonly checksum: number
  readonly sizeBytes: number
  /** Its frames are in the blob store. */
  readonly isStored: boolean
  readonly outcome: UnitOutcome
}

export type UnitOutcome =
  | { readonly type: 'open' }
  /** Counts of frames described and failed, and of faces. */
  | ({ readonly type: 'done' } & FrameCounts)
  | { readonly type: 'given-up'; readonly reason: string }

export type OfferProblem = 'not-found' | 'wrong-state'

/**
 * Keeps an offered unit. Its place in the job is its name, so offering it again is harmless: while only its feeder has
 * the frames, the new offer takes the old one's place (a reloaded page encodes again); once they are stored, or it has
 * been settled, the old one stays and is returned. `wrong-state`: another file's unit has that place.
 */
export async function offerUnit(db: Database, offer: UnitOffer): Promise<Result<OfferedUnit, OfferProblem>> {
  const jobId = offer.jobId as JobId
  const unitId = unitIdOf(jobId, offer.index)
  const content = {
    frames: JSON.stringify(offer.frames),
    checksum: offer.checksum,
    sizeBytes: offer.frames.reduce((sum, frame) => sum + frame.sizeBytes, 0),
  }
  try {
    return await db.$transaction(async (tx): Promise<Result<OfferedUnit, OfferProblem>> => {
      const media = await tx.media.findUnique({ where: { id: offer.mediaId }, select: { jobId: true } })
      if (media?.jobId !== jobId) return fail('not-found')
      const existing = await tx.unit.findUnique({ where: { id: unitId }, include: OUTCOME })
      if (!existing) {
        const data = { id: unitId, jobId, mediaId: offer.mediaId, position: offer.index, ...content }
        const row = await tx.unit.create({ data, include: OUTCOME })
        return ok({ unit: readUnit(row), change: 'added' })
      }
      if (existing.mediaId !== offer.mediaId) return fail('wrong-state')
      const isSame = existing.checksum === content.checksum && existing.frames === content.frames
      const isSettled = existing.isStored || existing.report !== null || existing.failure !== null
      if (isSame || isSettled) return ok({ unit: readUnit(existing), change: 'none' })
      const row = await tx.unit.update({ where: { id: unitId }, data: content, include: OUTCOME })
      return ok({ unit: readUnit(row), change: 'replaced' })
    })
  } catch (error) {
    if (isMissingParent(error) || isUniqueViolation(error)) return fail('not-found')
    throw error
  }
}

export interface OfferedUnit {
  readonly unit: StoredUnit
  /** `replaced`: the frames differ from those of the first offer, so leases on the old ones are worth nothing. */
  readonly change: 'added' | 'replaced' | 'none'
}

export async function findUnit(db: Db, unitId: UnitId): Promise<StoredUnit | null> {
  const row = await db.unit.findUnique({ where: { id: unitId }, include: OUTCOME })
  return row && readUnit(row)
}

/** All units of a job in order, with what became of them: what a restarted coordinator rebuilds its board from. */
export async function listUnits(db: Db, jobId: JobId): Promise<StoredUnit[]> {
  const rows = await db.unit.findMany({ where: { jobId }, include: OUTCOME, orderBy: { position: 'asc' } })
  return rows.map(readUnit)
}

/**
 * Its frames are on disk from now on. Returns false, and does nothing, when the job has ended meanwhile or the unit now
 * has other frames than those with this checksum.
 */
export async function markUnitStored(db: Db, unitId: UnitId, checksum: number): Promise<boolean> {
  const { count } = await db.unit.updateMany({
    where: { id: unitId, checksum, job: { openFor: { not: null } } },
    data: { isStored: true },
  })
  return count > 0
}

export const ownsUnit = async (db: Db, ownerId: string, unitId: UnitId): Promise<boolean> =>
  (await db.unit.count({ where: { id: unitId, job: { session: { course: { ownerId } } } } })) > 0

/** Gives the unit up. A unit that has a report stays done. */
export async function failUnit(db: Db, unitId: UnitId, reason: string): Promise<void> {
  await db.unit.updateMany({ where: { id: unitId, report: null }, data: { failure: reason } })
}

const OUTCOME = { report: { select: { described: true, failed: true, faces: true, facesDescribed: true } } } as const

interface UnitRow {
  readonly id: string
  readonly jobId: string
  readonly mediaId: string
  readonly position: number
  readonly frames: string
  readonly checksum: number
  readonly sizeBytes: number
  readonly isStored: boolean
  readonly failure: string | null
  readonly report: FrameCounts | null
}

// `frames` was written by `offerUnit` from a parsed offer.
const readUnit = (row: UnitRow): StoredUnit => ({
  unitId: row.id as UnitId,
  jobId: row.jobId as JobId,
  mediaId: row.mediaId as MediaId,
  position: row.position,
  frames: JSON.parse(row.frames) as readonly FrameInfo[],
  checksum: row.checksum,
  sizeBytes: row.sizeBytes,
  isStored: row.isStored,
  outcome: outcomeOf(row),
})

function outcomeOf({ report, failure }: UnitRow): UnitOutcome {
  if (report) return { type: 'done', ...report }
  return failure === null ? { type: 'open' } : { type: 'given-up', reason: failure }
}
