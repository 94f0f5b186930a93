import { crc32 } from 'node:zlib'
import type { UnitId } from '../core/ids'
import { fail, ok, type Result } from '../core/result'
import { framesKey, type BlobStore } from './blob-store'
import type { Db } from './db'
import { findUnit, markUnitStored } from './units'

interface Parts {
  readonly db: Db
  readonly blobs: BlobStore
}

export type PayloadProblem = 'not-found' | 'job-ended' | 'bad-payload'

/**
 * Keeps the frames of an offered unit: on disk first, then in the database, so that a unit which counts as stored can
 * always be served. Safe to repeat; a unit that is stored already is answered `already` without looking.
 */
export async function storePayload(
  { db, blobs }: Parts,
  unitId: UnitId,
  payload: Uint8Array,
): Promise<Result<'stored' | 'already', PayloadProblem>> {
  const unit = await findUnit(db, unitId)
  if (!unit) return fail('not-found')
  if (unit.isStored) return ok('already')
  if (!(await isJobOpen(db, unit.jobId))) return fail('job-ended')
  if (payload.byteLength !== unit.sizeBytes || crc32(payload) !== unit.checksum) return fail('bad-payload')
  const key = framesKey(unit.jobId, unit.position)
  await blobs.put(key, payload)
  // The offer may have been replaced, or the job may have ended and its frames been deleted, while the disk was writing.
  const isCurrent = await markUnitStored(db, unitId, unit.checksum)
  if (isCurrent) return ok('stored')
  await blobs.delete(key)
  return fail('job-ended')
}

const isJobOpen = async (db: Db, jobId: string): Promise<boolean> =>
  (await db.job.count({ where: { id: jobId, openFor: { not: null } } })) > 0

/** The frames of a unit, or null while they have not arrived. */
export async function readPayload({ db, blobs }: Parts, unitId: UnitId): Promise<Uint8Array | null> {
  const unit = await findUnit(db, unitId)
  return unit?.isStored ? blobs.get(framesKey(unit.jobId, unit.position)) : null
}

/** One frame of a stored unit, its bytes alone; null while it is not here. */
export async function readFrame(parts: Parts, { unitId, frame }: { readonly unitId: UnitId; readonly frame: number }) {
  const unit = await findUnit(parts.db, unitId)
  const payload = unit?.isStored ? await parts.blobs.get(framesKey(unit.jobId, unit.position)) : null
  const size = unit?.frames[frame]?.sizeBytes
  if (!unit || !payload || size === undefined) return null
  const startByte = unit.frames.slice(0, frame).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  return new Uint8Array(payload.subarray(startByte, startByte + size))
}
