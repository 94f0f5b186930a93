import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import sharp from 'sharp'
import { DEFAULT_ATTENDANCE_POLICY } from '../core/attendance/policy'
import type { PersonId } from '../core/ids'
import { changeCourse } from './courses'
import { readCropKey } from './crops'
import { erasePerson } from './erase'
import { finishJob, setJobPhase } from './jobs'
import { sampleStep } from './job-frames'
import { overrideMark } from './marks'
import { enrolPerson } from './people'
import { refreshRegister, remarkSession } from './register'
import { readReport } from './report'
import { deleteFrames, deleteOrphanedFrames } from './retention'
import { freshDatabase } from './testing/fresh-database'
import { setWitness } from './witness'
import { addPhoto, at, descriptorOf, makeClass, runJob, type Seen, type TestClass } from './testing/synthetic-class'

let fresh: ReturnType<typeof freshDatabase>
let klass: TestClass
beforeEach(async () => {
  fresh = freshDatabase()
  klass = await makeClass(fresh, 3)
})
afterEach(() => fresh.remove())

const STRANGER = 5
/** Person 0 throughout, person 1 for the last third, person 2 never; a stranger in the middle. */
const seen: Seen[] = Array.from({ length: 30 }, (_, atS) => ({
  atS,
  who: [0, ...(atS >= 20 ? [1] : []), ...(atS >= 8 && atS < 16 ? [STRANGER] : [])],
}))
const report = async () => {
  const read = await readReport(fresh.db, klass.sessionId)
  if (!read) throw new Error('no session')
  return read
}
const statuses = async () => Object.fromEntries((await report()).people.map(({ id, status }) => [id, status]))
const finish = async (jobId: Parameters<typeof finishJob>[1]) => {
  await finishJob(fresh.db, jobId, { phase: 'done', failure: null, summary: { wallS: 3, workers: [] }, at: at(9) })
  await deleteFrames(fresh, jobId)
}

test('[REP-1] the register says who was seen, when, for how long and why, and lists strangers apart', async () => {
  await refreshRegister(fresh, await runJob(fresh, klass.sessionId, seen))
  const { people, unknown, intervals, totals, durationS, job } = await report()
  expect(people.map(({ id, status }) => [id, status])).toEqual([
    ['N0', 'present'],
    ['N1', 'present'],
    ['N2', 'absent'],
  ])
  expect(people[0]).toMatchObject({ firstSeenS: 0, lastSeenS: 30, seenS: 30, sightings: 30, override: null })
  expect(people[0]?.distance).toBeLessThan(0.4)
  expect(people[0]?.photoId).not.toBeNull()
  expect(people[1]).toMatchObject({ firstSeenS: 20, seenS: 10 })
  expect(people[2]).toMatchObject({ firstSeenS: null, seenS: 0, cropKey: null, distance: null })
  expect(people.every(({ reason }) => reason.endsWith('.'))).toBe(true)
  expect(totals).toMatchObject({ present: 2, absent: 1 })
  expect(durationS).toBe(30)
  expect(unknown).toHaveLength(1)
  expect(unknown[0]).toMatchObject({ cluster: 1, sightings: 8, firstSeenS: 8, lastSeenS: 15 })
  expect(intervals).toEqual([
    { id: 'N0', startS: 0, endS: 30 },
    { id: 'N1', startS: 20, endS: 30 },
  ])
  expect(job).toMatchObject({
    frames: 30,
    framesDescribed: 30,
    framesSkipped: 0,
    framesFailed: 0,
    units: 15,
    facesFound: 48,
  })
})

test('[REP-2] taking the register again, or piece by piece, changes nothing', async () => {
  const jobId = await runJob(fresh, klass.sessionId, seen)
  await refreshRegister(fresh, jobId)
  const once = await report()
  await refreshRegister(fresh, jobId)
  await remarkSession(fresh, klass.sessionId)
  expect(await report()).toEqual(once)
})

describe('evidence', () => {
  test('[REP-3] a mark and each stranger have a picture, sealed on the disk and small', async () => {
    await refreshRegister(fresh, await runJob(fresh, klass.sessionId, seen))
    const { people, unknown } = await report()
    const keys = [people[0]?.cropKey, people[1]?.cropKey, unknown[0]?.cropKeys[0]]
    for (const key of keys) {
      const crop = readCropKey(key ?? '')
      expect(crop?.sessionId).toBe(klass.sessionId)
      const bytes = await fresh.blobs.get(crop?.blobKey ?? '')
      const { format, width, height } = await sharp(bytes ?? new Uint8Array()).metadata()
      expect(format).toBe('jpeg')
      expect(Math.max(width, height)).toBeLessThanOrEqual(160)
      expect(Math.min(width, height)).toBeGreaterThan(60)
    }
  })

  test('[REP-3] pictures stay when the frames have gone and the session is marked again', async () => {
    const jobId = await runJob(fresh, klass.sessionId, seen)
    await setJobPhase(fresh.db, jobId, 'merging')
    await refreshRegister(fresh, jobId)
    const before = await report()
    await finish(jobId)
    expect(await fresh.blobs.list('frames')).toEqual([])
    await remarkSession(fresh, klass.sessionId)
    const after = await report()
    expect(after.people).toEqual(before.people)
    expect(after.unknown).toEqual(before.unknown)
  })

  test('[PRI-3] a picture that nothing shows any more is deleted', async () => {
    const jobId = await runJob(fresh, klass.sessionId, seen)
    await refreshRegister(fresh, jobId)
    const crop = readCropKey((await report()).unknown[0]?.cropKeys[0] ?? '')
    expect(await fresh.blobs.has(crop?.blobKey ?? '')).toBe(true)
    // The reports of the units that had the stranger are gone, and with them the only reason for the picture.
    await fresh.db.report.deleteMany({ where: { unit: { position: { gte: 4, lt: 8 } } } })
    await refreshRegister(fresh, jobId)
    expect((await report()).unknown).toEqual([])
    expect(await fresh.blobs.has(crop?.blobKey ?? '')).toBe(false)
  })
})

describe('marking again', () => {
  test('[REP-4] a new policy marks again without recognising again', async () => {
    const jobId = await runJob(fresh, klass.sessionId, seen)
    await refreshRegister(fresh, jobId)
    await finish(jobId)
    const policy = { ...DEFAULT_ATTENDANCE_POLICY, lateAfterS: 10 }
    await changeCourse(fresh.db, klass.userId, klass.courseId, { policy })
    await remarkSession(fresh, klass.sessionId)
    expect(await statuses()).toEqual({ N0: 'present', N1: 'late', N2: 'absent' })
    expect((await report()).policy.lateAfterS).toBe(10)
  })

  test('[REP-5] a person’s word wins, is kept with who, when and why, and no new run touches it', async () => {
    const jobId = await runJob(fresh, klass.sessionId, seen)
    await refreshRegister(fresh, jobId)
    const [, , absent] = klass.people
    const say = { sessionId: klass.sessionId, personId: absent ?? ('' as never), userId: klass.userId, at: at(5) }
    await overrideMark(fresh.db, { ...say, status: 'excused', why: 'Doctor' })
    await refreshRegister(fresh, jobId)
    const overridden = (await report()).people[2]
    expect(overridden).toMatchObject({ status: 'excused', machineStatus: 'absent' })
    expect(overridden?.override).toEqual({
      status: 'excused',
      why: 'Doctor',
      by: 'Teacher',
      at: new Date(5).toISOString(),
    })
    await overrideMark(fresh.db, { ...say, status: null, why: 'Mistake' })
    expect((await report()).people[2]).toMatchObject({ status: 'absent', override: null })
    const changes = await fresh.db.markChange.findMany({ orderBy: { at: 'asc' } })
    expect(changes.map(({ fromValue, toValue, why }) => [fromValue, toValue, why])).toEqual([
      ['absent', 'excused', 'Doctor'],
      ['excused', 'absent', 'Mistake'],
    ])
  })

  test('a mark can be made by hand before anything was recorded, but only of people in the course', async () => {
    const { sessionId, people, userId } = klass
    const personId = people[0] ?? ('' as never)
    const said = await overrideMark(fresh.db, { sessionId, personId, status: 'present', why: '', userId, at: at(1) })
    expect(said.ok).toBe(true)
    expect(await statuses()).toEqual({ N0: 'present' })
    const stranger = await overrideMark(fresh.db, {
      sessionId,
      personId: 'nobody' as never,
      status: 'present',
      why: '',
      userId,
      at: at(1),
    })
    expect(stranger).toEqual({ ok: false, problem: 'not-found' })
  })

  test('[REP-6] somebody without a photo is not called absent', async () => {
    const { db } = fresh
    const who = { number: 'N9', name: 'Late comer', email: null }
    const personId = await enrolPerson(db, { ownerId: klass.userId, courseId: klass.courseId }, who)
    const jobId = await runJob(fresh, klass.sessionId, seen)
    await refreshRegister(fresh, jobId)
    expect((await report()).people[3]).toMatchObject({ id: 'N9', status: 'review', confidence: 0 })
    await addPhoto(fresh, personId, descriptorOf(STRANGER, 900))
    await remarkSession(fresh, klass.sessionId)
    expect((await report()).people[3]).toMatchObject({ status: 'present', sightings: 8 })
    expect((await report()).unknown).toEqual([])
  })

  test('a job that is not the newest any more does not write over the newer one', async () => {
    const first = await runJob(fresh, klass.sessionId, seen)
    await finish(first)
    const second = await runJob(fresh, klass.sessionId, [
      { atS: 0, who: [2] },
      { atS: 3, who: [2] },
    ])
    await refreshRegister(fresh, second)
    await refreshRegister(fresh, first)
    expect(await statuses()).toMatchObject({ N0: 'absent', N2: 'present' })
  })
})

test('a session without a job has an empty report, one that is not there has none', async () => {
  expect(await report()).toMatchObject({ people: [], unknown: [], intervals: [], job: null, durationS: 0 })
  expect(await readReport(fresh.db, 'none' as never)).toBeNull()
})

test('[PRI-3] frames whose job has ended are deleted at the next start, those of a running job are not', async () => {
  const jobId = await runJob(fresh, klass.sessionId, seen.slice(0, 4))
  expect(await deleteOrphanedFrames(fresh)).toBe(0)
  expect(await fresh.blobs.list('frames')).toEqual([jobId])
  await finishJob(fresh.db, jobId, { phase: 'done', failure: null, summary: { wallS: 0, workers: [] }, at: at(1) })
  expect(await deleteOrphanedFrames(fresh)).toBe(1)
  expect(await fresh.blobs.list('frames')).toEqual([])
})

test('the step between frames is read off frames of which some were skipped', () => {
  expect(sampleStep([])).toBe(1)
  expect(sampleStep([0, 0.5, 1, 4, 4.5, 8, 8.5])).toBe(0.5)
  expect(sampleStep([0, 1.001, 2, 2.999, 8])).toBeCloseTo(1, 2)
})

describe('a second look', () => {
  /** Sees at each box whom `eyes` says. Counts its looks. */
  const witnessWho = (eyes: (x: number) => number | 'as claimed') => {
    const looks: number[] = []
    setWitness({
      wake: () => undefined,
      describeFrames: async () => [],
      describe: async (asked) => ({
        workMs: 1,
        faces: asked.map(({ views }) =>
          views.map(({ box, descriptor }) => {
            looks.push(box.x)
            const who = eyes(box.x)
            return {
              descriptor: who === 'as claimed' ? descriptor : descriptorOf(who, looks.length),
              widthPx: 80,
              quality: 1,
            }
          }),
        ),
      }),
    })
    return looks
  }
  const verifications = async () =>
    Object.fromEntries((await report()).people.map(({ id, verification }) => [id, verification]))
  afterEach(() => setWitness(null))

  test('[TRU-30] [TRU-33] what a witness saw holds when the frames have gone, and is looked at once', async () => {
    const jobId = await runJob(fresh, klass.sessionId, seen)
    await refreshRegister(fresh, jobId)
    expect(await verifications()).toEqual({ N0: 'pending', N1: 'pending', N2: null })
    // Persons stand at 20 + 110 × their number; the second place shows somebody else.
    const looks = witnessWho((x) => (x === 20 ? 'as claimed' : STRANGER))
    await setJobPhase(fresh.db, jobId, 'merging')
    const lies = await refreshRegister(fresh, jobId)
    expect(await statuses()).toEqual({ N0: 'present', N1: 'review', N2: 'absent' })
    expect(await verifications()).toEqual({ N0: 'witnessed', N1: 'refuted', N2: null })
    expect(new Set(lies.map(({ personId }) => personId))).toEqual(new Set([klass.people[1]]))
    const { job } = await report()
    expect(job?.witnessChecks).toBe(looks.length)
    expect(looks.length).toBe(2 + 4)

    expect(await refreshRegister(fresh, jobId)).toEqual(lies)
    await finish(jobId)
    await remarkSession(fresh, klass.sessionId)
    expect(await verifications()).toEqual({ N0: 'witnessed', N1: 'refuted', N2: null })
    expect(looks.length).toBe(2 + 4)
  })

  test('[TRU-32] a witness that breaks, or is not there, leaves marks that say so', async () => {
    const jobId = await runJob(fresh, klass.sessionId, seen)
    await setJobPhase(fresh.db, jobId, 'merging')
    setWitness({
      wake: () => undefined,
      describeFrames: async () => [],
      describe: () => Promise.reject(new Error('no memory')),
    })
    await refreshRegister(fresh, jobId)
    expect(await statuses()).toEqual({ N0: 'present', N1: 'present', N2: 'absent' })
    expect(await verifications()).toEqual({ N0: 'unverified', N1: 'unverified', N2: null })
  })

  test('[PRI-4] what a witness saw of a person goes when the person is erased', async () => {
    const jobId = await runJob(fresh, klass.sessionId, seen)
    witnessWho(() => 'as claimed')
    await setJobPhase(fresh.db, jobId, 'merging')
    await refreshRegister(fresh, jobId)
    expect(await fresh.db.witnessCheck.count()).toBe(4)
    const [erased = ''] = klass.people
    await erasePerson({ ...fresh, closeSession: async () => undefined }, erased as PersonId)
    expect(await fresh.db.witnessCheck.count()).toBe(2)
  })
})
