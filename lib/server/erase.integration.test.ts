import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { PersonId, SessionId } from '../core/ids'
import { createCourse } from './courses'
import { deleteCourse, deleteSession, erasePerson } from './erase'
import { finishJob } from './jobs'
import { overrideMark } from './marks'
import { enrolPerson } from './people'
import { deletePhoto, readPhoto } from './photos'
import { refreshRegister, remarkSession } from './register'
import { readReport } from './report'
import { deleteFrames } from './retention'
import { freshDatabase } from './testing/fresh-database'
import { at, makeClass, runJob, type TestClass } from './testing/synthetic-class'
import { listUnitReports } from './unit-reports'

let fresh: ReturnType<typeof freshDatabase>
let klass: TestClass
let erased: PersonId
let closed: SessionId[]
const parts = () => ({
  ...fresh,
  closeSession: async (sessionId: SessionId) => {
    closed.push(sessionId)
  },
})

beforeEach(async () => {
  fresh = freshDatabase()
  closed = []
  klass = await makeClass(fresh, 2)
  const [first] = klass.people
  if (!first) throw new Error('nobody')
  erased = first
  await fresh.db.person.update({ where: { id: erased }, data: { name: 'Quetzalcoatl', email: 'q@unique.example' } })
  const seen = Array.from({ length: 12 }, (_, atS) => ({ atS, who: [0, 1] }))
  const jobId = await runJob(fresh, klass.sessionId, seen)
  await fresh.db.job.update({ where: { id: jobId }, data: { phase: 'merging' } })
  await refreshRegister(fresh, jobId)
  await finishJob(fresh.db, jobId, { phase: 'done', failure: null, summary: { wallS: 1, workers: [] }, at: at(9) })
  await deleteFrames(fresh, jobId)
  const { sessionId, userId } = klass
  await overrideMark(fresh.db, {
    sessionId,
    personId: erased,
    status: 'late',
    why: 'Overslept, Quetzalcoatl',
    userId,
    at: at(3),
  })
})
afterEach(() => fresh.remove())

/** Every file of the database and of the blob store, as bytes. */
function everything(folder = fresh.folder): Buffer {
  return Buffer.concat(
    readdirSync(folder).map((name) => {
      const path = join(folder, name)
      return statSync(path).isDirectory() ? everything(path) : Buffer.concat([Buffer.from(name), readFileSync(path)])
    }),
  )
}
const report = async () => {
  const read = await readReport(fresh.db, klass.sessionId)
  if (!read) throw new Error('no session')
  return read
}
const facesOf = async (): Promise<number> => {
  const job = await fresh.db.job.findFirstOrThrow()
  let count = 0
  for await (const { frames } of listUnitReports(fresh.db, fresh.vault, job.id as never))
    for (const { result } of frames) count += result.outcome === 'described' ? result.faces.length : 0
  return count
}

describe('erasing a person', () => {
  test('[PRI-4] leaves no trace in any file: no name, no id, no photo, no crop, no template', async () => {
    expect(everything().includes('Quetzalcoatl')).toBe(true)
    const [template] = await fresh.db.faceTemplate.findMany({ where: { personId: erased } })
    const crop = (await report()).people[0]?.cropKey?.split('.')[1] ?? ''
    expect(crop).not.toBe('')
    await erasePerson(parts(), erased)
    const left = everything()
    for (const trace of ['Quetzalcoatl', 'q@unique.example', erased, crop, template?.id ?? ''])
      expect(left.includes(trace), trace).toBe(false)
    expect(left.includes(Buffer.from(template?.descriptor ?? []).subarray(0, 64))).toBe(false)
  })

  test('[PRI-4] takes their face out of what workers reported: marking again does not find them as a stranger', async () => {
    expect(await facesOf()).toBe(24)
    await erasePerson(parts(), erased)
    expect(await facesOf()).toBe(12)
    await remarkSession(fresh, klass.sessionId)
    const { people, unknown, job } = await report()
    expect(people.map(({ id, status }) => [id, status])).toEqual([['N1', 'present']])
    expect(unknown).toEqual([])
    expect(job).toMatchObject({ frames: 12, framesDescribed: 12, facesFound: 12 })
  })

  test('[PRI-4] leaves everybody else as they were', async () => {
    const before = await report()
    await erasePerson(parts(), erased)
    const after = await report()
    expect(after.people).toEqual(before.people.slice(1))
    expect(await fresh.blobs.list('photos')).toEqual([klass.people[1]])
    await erasePerson(parts(), erased)
  })
})

test('[PRI-5] deleting a session stops its job first and leaves nothing of it', async () => {
  await runJob(fresh, klass.sessionId, [{ atS: 0, who: [0] }])
  await deleteSession(parts(), klass.sessionId)
  expect(closed).toEqual([klass.sessionId])
  const { db, blobs } = fresh
  const counts = [db.job, db.unit, db.media, db.report, db.track, db.sighting, db.mark, db.markChange, db.joinCode].map(
    // Each delegate has its own overloads of `count`; all of them count everything when given nothing.
    (table) => (table as { count: () => Promise<number> }).count(),
  )
  expect(await Promise.all(counts)).toEqual(counts.map(() => 0))
  expect([await blobs.list('frames'), await blobs.list('crops')]).toEqual([[], []])
  expect(await db.faceTemplate.count()).toBe(4)
})

test('[PRI-5] deleting a course erases who is in no other, and only those', async () => {
  const { db } = fresh
  const other = await createCourse(db, klass.userId, { name: 'Other', code: '' })
  await enrolPerson(db, { ownerId: klass.userId, courseId: other }, { number: 'N1', name: 'Person 1', email: null })
  await deleteCourse(parts(), klass.courseId)
  expect(await db.person.findMany({ select: { number: true } })).toEqual([{ number: 'N1' }])
  expect(await db.faceTemplate.count()).toBe(2)
  expect(await db.classSession.count()).toBe(0)
  expect(await fresh.blobs.list('photos')).toEqual([klass.people[1]])
  expect(everything().includes('Quetzalcoatl')).toBe(false)
})

test('[PRI-5] a photo is its owner’s to see and to delete, picture and all', async () => {
  const photo = await fresh.db.faceTemplate.findFirstOrThrow({ where: { personId: erased } })
  expect(await readPhoto(fresh, 'somebody else', photo.id)).toBeNull()
  expect(await deletePhoto(fresh, 'somebody else', photo.id)).toBe(false)
  expect(await readPhoto(fresh, klass.userId, photo.id)).not.toBeNull()
  expect(await deletePhoto(fresh, klass.userId, photo.id)).toBe(true)
  expect(await fresh.blobs.has(photo.blobKey)).toBe(false)
  expect(await deletePhoto(fresh, klass.userId, photo.id)).toBe(false)
})
