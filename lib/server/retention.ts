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
