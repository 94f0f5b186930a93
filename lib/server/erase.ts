import type { CourseId, JobId, PersonId, SessionId, UnitId } from '../core/ids'
import { cropsPrefix, framesPrefix, photosPrefix, type BlobStore } from './blob-store'
import { readCropKey } from './crops'
import { listPeopleOnlyIn, listSessionIds } from './courses'
import type { Database } from './db'
import { resultsPrefix } from './examinations'
import { listUnitReports, rewriteUnitReport } from './unit-reports'
import type { Vault } from './vault'

interface Parts {
  readonly db: Database
  readonly vault: Vault
  readonly blobs: BlobStore
  /** Stops what is running in a session and resolves when nothing writes about it any more. */
  readonly closeSession: (sessionId: SessionId) => Promise<void>
}

/**
 * Removes every trace of a person: photos, templates, enrolments, marks with their history, and from the sessions they
 * were recognised in, the tracks, the crops and the descriptions of their face in what workers reported.
 *
 * Pictures go first: a kill in between leaves a person without pictures, who can be erased again; the other way round it
 * would leave pictures that nobody remembers.
 */
export async function erasePerson({ db, vault, blobs }: Parts, personId: PersonId): Promise<void> {
  const [tracks, marks] = await Promise.all([
    db.track.findMany({
      where: { personId },
      select: { jobId: true, cropKey: true, sightings: { select: { atS: true, box: true } } },
    }),
    db.mark.findMany({ where: { personId }, select: { cropKey: true } }),
  ])
  for (const { cropKey } of [...tracks, ...marks]) {
    const crop = cropKey === null ? null : readCropKey(cropKey)
    if (crop) await blobs.delete(crop.blobKey)
  }
  await blobs.deleteAll(photosPrefix(personId))

  const faces = new Map<JobId, Set<string>>()
  for (const { jobId, sightings } of tracks) {
    const seen = faces.get(jobId as JobId) ?? new Set<string>()
    for (const { atS, box } of sightings) seen.add(faceKey(atS, box))
    faces.set(jobId as JobId, seen)
  }
  for (const [jobId, seen] of faces) {
    await forgetFaces(db, vault, jobId, seen)
    await forgetChecks(db, jobId, seen)
  }
  await db.$transaction(async (tx) => {
    await tx.track.deleteMany({ where: { personId } })
    await tx.person.deleteMany({ where: { id: personId } })
  })
  await forgetDeletedPages(db)
}

/** A face in a job: its frame's time, to the millisecond, and its box as `Sighting` rows have it. */
const faceKey = (atS: number, boxJson: string): string => `${Math.round(atS * 1000)} ${boxJson}`

async function forgetFaces(db: Database, vault: Vault, jobId: JobId, seen: ReadonlySet<string>): Promise<void> {
  const rewritten: { unitId: UnitId; frames: Parameters<typeof rewriteUnitReport>[3] }[] = []
  for await (const { unitId, frames } of listUnitReports(db, vault, jobId)) {
    const kept = frames.map(({ atS, result }) =>
      result.outcome === 'failed'
        ? result
        : { ...result, faces: result.faces.filter(({ box }) => !seen.has(faceKey(atS, JSON.stringify(box)))) },
    )
    const isChanged = frames.some(
      ({ result }, i) =>
        result.outcome === 'described' &&
        kept[i]?.outcome === 'described' &&
        kept[i].faces.length < result.faces.length,
    )
    if (isChanged) rewritten.push({ unitId, frames: kept })
  }
  for (const { unitId, frames } of rewritten) await rewriteUnitReport(db, vault, unitId, frames)
}

async function forgetChecks(db: Database, jobId: JobId, seen: ReadonlySet<string>): Promise<void> {
  const rows = await db.witnessCheck.findMany({ where: { jobId }, select: { id: true, atS: true, box: true } })
  const own = rows.filter(({ atS, box }) => seen.has(faceKey(atS, box))).map(({ id }) => id)
  await db.witnessCheck.deleteMany({ where: { id: { in: own } } })
}

/** Removes a session: its jobs, reports, register, codes, frames and crops. */
export async function deleteSession({ db, blobs, closeSession }: Parts, sessionId: SessionId): Promise<void> {
  await closeSession(sessionId)
  const jobs = await db.job.findMany({ where: { sessionId }, select: { id: true } })
  for (const { id } of jobs) {
    await blobs.deleteAll(framesPrefix(id))
    await blobs.deleteAll(resultsPrefix(id))
  }
  await blobs.deleteAll(cropsPrefix(sessionId))
  await db.classSession.deleteMany({ where: { id: sessionId } })
  await forgetDeletedPages(db)
}

/** Removes a course with its sessions, and the people who are in no other course: templates go when the course ends. */
export async function deleteCourse(parts: Parts, courseId: CourseId): Promise<void> {
  const { db } = parts
  for (const sessionId of await listSessionIds(db, courseId)) await deleteSession(parts, sessionId)
  for (const personId of await listPeopleOnlyIn(db, courseId)) await erasePerson(parts, personId)
  await db.course.deleteMany({ where: { id: courseId } })
  await forgetDeletedPages(db)
}

/**
 * Deleted rows are overwritten in the database (secure_delete), but the write-ahead log still has the pages as they were:
 * it is emptied into the database and cut to nothing.
 */
async function forgetDeletedPages(db: Database): Promise<void> {
  await db.$queryRawUnsafe('PRAGMA wal_checkpoint(TRUNCATE)')
}
