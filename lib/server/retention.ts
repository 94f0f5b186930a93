import type { JobId } from '../core/ids'
import { framesPrefix, type BlobStore } from './blob-store'
import type { Db } from './db'

interface Store {
  readonly db: Db
  readonly blobs: BlobStore
}

/**
 * Frames go when the job ends. What stays of them: descriptors and boxes (sealed, until the session is deleted) and the
 * crops that the register shows. Safe to repeat.
 */
export async function deleteFrames({ db, blobs }: Store, jobId: JobId): Promise<void> {
  await db.unit.updateMany({ where: { jobId }, data: { isStored: false } })
  await blobs.deleteAll(framesPrefix(jobId))
}

/**
 * At start: frames whose job has ended or is gone, left by a process that was killed between the job's end and their
 * deletion. Returns how many jobs they were of.
 */
export async function deleteOrphanedFrames({ db, blobs }: Store): Promise<number> {
  const stored = await blobs.list('frames')
  const open = await db.job.findMany({ where: { openFor: { not: null } }, select: { id: true } })
  const wanted = new Set(open.map(({ id }) => id))
  const orphaned = stored.filter((jobId) => !wanted.has(jobId))
  for (const jobId of orphaned) await deleteFrames({ db, blobs }, jobId as JobId)
  return orphaned.length
}
