import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { JobId, SessionId } from '../core/ids'
import type { FrameResult } from '../protocol/report'
import { ensureJoinCode, findSessionByCode } from './join-codes'
import { hashDeviceKey, seeDevice } from './devices'
import { findNewestRoll, findOpenJob, finishJob, listUnfinishedJobs, openJob, setJobPhase } from './jobs'
import { openMedia, saveMediaProgress } from './media'
import { freshDatabase } from './testing/fresh-database'
import { at, descriptorOf, faceOf, makeClass, reportOf, type TestClass } from './testing/synthetic-class'
import { findUnitReport, listUnitReports, saveUnitReport } from './unit-reports'
import { failUnit, findUnit, listUnits, markUnitStored, offerUnit } from './units'

let fresh: ReturnType<typeof freshDatabase>
let klass: TestClass
beforeEach(async () => {
  fresh = freshDatabase()
  klass = await makeClass(fresh, 1)
})
afterEach(() => fresh.remove())

const open = async (sessionId: SessionId) => {
  const opened = await openJob(fresh.db, { sessionId, mode: 'dynamic', sampleFps: null, at: at(5) })
  if (!opened.ok) throw new Error(opened.problem)
  return opened.value
}
const openFile = async (jobId: JobId, key = 'a') => {
  const opened = await openMedia(fresh.db, { jobId, key, name: 'a.mp4', kind: 'video', durationS: 10 })
  if (!opened.ok) throw new Error(opened.problem)
  return opened.value
}
const offer = (jobId: JobId, mediaId: string, index: number, checksum = 1) =>
  offerUnit(fresh.db, {
    jobId,
    index,
    mediaId,
    checksum,
    frames: [0, 1].map((i) => ({ atS: index * 2 + i, widthPx: 640, heightPx: 360, sizeBytes: 100 })),
  })
const SUMMARY = { wallS: 1, workers: [] }

describe('jobs', () => {
  test('[STO-5] a session has one unfinished job, however often and however much at once it is opened', async () => {
    const opened = await Promise.all([1, 2, 3, 4].map(() => open(klass.sessionId)))
    expect(new Set(opened.map(({ job }) => job.jobId)).size).toBe(1)
    expect(opened.filter(({ isNew }) => isNew)).toHaveLength(1)
  })

  test('a session that is not there has no job', async () => {
    const opened = await openJob(fresh.db, { sessionId: 'none' as SessionId, mode: 'dynamic', sampleFps: 1, at: at(0) })
    expect(opened).toEqual({ ok: false, problem: 'not-found' })
  })

  test('[STO-5] a job ends once; after that nothing brings it back, and the next one may open', async () => {
    const { job } = await open(klass.sessionId)
    const end = { failure: null, summary: SUMMARY, at: at(9) }
    expect(await finishJob(fresh.db, job.jobId, { phase: 'done', ...end })).toBe(true)
    expect(await finishJob(fresh.db, job.jobId, { phase: 'failed', ...end })).toBe(false)
    await setJobPhase(fresh.db, job.jobId, 'working')
    expect(await findNewestRoll(fresh.db, klass.sessionId)).toMatchObject({
      phase: 'done',
      finishedAt: 9,
      summary: SUMMARY,
    })
    expect(await findOpenJob(fresh.db, klass.sessionId)).toBeNull()
    expect((await open(klass.sessionId)).isNew).toBe(true)
    expect(await listUnfinishedJobs(fresh.db)).toHaveLength(1)
  })

  test('a cancelled job does not take the place of the report that was there', async () => {
    const first = await open(klass.sessionId)
    const end = { failure: null, summary: SUMMARY, at: at(9) }
    await finishJob(fresh.db, first.job.jobId, { phase: 'done', ...end })
    const second = await open(klass.sessionId)
    await finishJob(fresh.db, second.job.jobId, { phase: 'cancelled', ...end })
    expect((await findNewestRoll(fresh.db, klass.sessionId))?.jobId).toBe(first.job.jobId)
  })
})

describe('files and units', () => {
  test('files follow one another on the session’s clock; the same file again is the same file', async () => {
    const { job } = await open(klass.sessionId)
    const first = await openFile(job.jobId, 'a')
    const second = await openFile(job.jobId, 'b')
    expect([first.media.offsetS, second.media.offsetS]).toEqual([0, 10])
    expect((await openFile(job.jobId, 'a')).media.mediaId).toBe(first.media.mediaId)
  })

  test('[STO-6] offering a unit again is harmless: replaced while nobody has its frames, kept once they are stored', async () => {
    const { job } = await open(klass.sessionId)
    const { media } = await openFile(job.jobId)
    expect(await offer(job.jobId, media.mediaId, 0)).toMatchObject({ value: { change: 'added' } })
    expect(await offer(job.jobId, media.mediaId, 0)).toMatchObject({ value: { change: 'none' } })
    expect(await offer(job.jobId, media.mediaId, 0, 2)).toMatchObject({
      value: { change: 'replaced', unit: { checksum: 2 } },
    })
    const [unit] = await listUnits(fresh.db, job.jobId)
    expect(unit).toMatchObject({ position: 0, sizeBytes: 200, outcome: { type: 'open' } })
    if (!unit) return
    expect(await markUnitStored(fresh.db, unit.unitId, 1)).toBe(false)
    expect(await markUnitStored(fresh.db, unit.unitId, 2)).toBe(true)
    expect(await offer(job.jobId, media.mediaId, 0, 3)).toMatchObject({
      value: { change: 'none', unit: { checksum: 2 } },
    })
  })

  test("another file's unit has its place to itself, and a file of another job is not found", async () => {
    const { job } = await open(klass.sessionId)
    const one = await openFile(job.jobId, 'a')
    const two = await openFile(job.jobId, 'b')
    await offer(job.jobId, one.media.mediaId, 0)
    expect(await offer(job.jobId, two.media.mediaId, 0)).toEqual({ ok: false, problem: 'wrong-state' })
    expect(await offer('other' as JobId, one.media.mediaId, 0)).toEqual({ ok: false, problem: 'not-found' })
  })

  test('[STO-6] a file opened again goes on at the first unit that only the lost page had', async () => {
    const { job } = await open(klass.sessionId)
    const { media } = await openFile(job.jobId)
    for (const index of [0, 1, 2]) await offer(job.jobId, media.mediaId, index)
    const progress = { decodedToS: 8, offered: 8, skipped: 2, undecodable: 0, decoder: 'webcodecs' } as const
    await saveMediaProgress(fresh.db, media.mediaId, progress)
    const units = await listUnits(fresh.db, job.jobId)
    const store = (index: number) => markUnitStored(fresh.db, units[index]?.unitId ?? ('' as never), 1)
    await store(0)
    await store(2)
    expect(await openFile(job.jobId)).toMatchObject({ nextIndex: 1, fromS: 2, keptFrames: 2 })
    await store(1)
    expect(await openFile(job.jobId)).toMatchObject({ nextIndex: 3, fromS: 5.001, keptFrames: 6 })
  })
})

describe('reports', () => {
  const frames: FrameResult[] = [
    { outcome: 'described', faces: [faceOf(1, 0, 10), faceOf(2, 0, 200)] },
    { outcome: 'failed', reason: 'engine-error' },
  ]
  const makeUnit = async () => {
    const { job } = await open(klass.sessionId)
    const { media } = await openFile(job.jobId)
    const offered = await offer(job.jobId, media.mediaId, 0)
    if (!offered.ok) throw new Error(offered.problem)
    return offered.value.unit
  }

  test('[STO-7] a unit is reported once, however many copies come at once, and counts as done with it', async () => {
    const unit = await makeUnit()
    await failUnit(fresh.db, unit.unitId, 'given up')
    const saves = [1, 2, 3].map(() => saveUnitReport(fresh.db, fresh.vault, { ...reportOf(unit.unitId), frames }))
    expect((await Promise.all(saves)).sort()).toEqual(['already', 'already', 'saved'])
    const done = { type: 'done', described: 1, failed: 1, faces: 2, facesDescribed: 2 }
    expect((await findUnit(fresh.db, unit.unitId))?.outcome).toEqual(done)
    await failUnit(fresh.db, unit.unitId, 'too late')
    expect((await findUnit(fresh.db, unit.unitId))?.outcome).toEqual(done)
  })

  test('a report of a unit that is gone is not kept', async () => {
    expect(await saveUnitReport(fresh.db, fresh.vault, { ...reportOf('gone:1' as never), frames })).toBe('no-unit')
  })

  test('a report comes back as it was, bit for bit, but without landmarks', async () => {
    const unit = await makeUnit()
    await saveUnitReport(fresh.db, fresh.vault, { ...reportOf(unit.unitId), frames })
    const read = await findUnitReport(fresh.db, fresh.vault, unit.unitId)
    expect(read?.frames.map(({ atS, result }) => ({ atS, result }))).toEqual([
      { atS: 0, result: frames[0] },
      { atS: 1, result: frames[1] },
    ])
    const listed = []
    for await (const report of listUnitReports(fresh.db, fresh.vault, unit.jobId)) listed.push(report)
    expect(listed).toEqual([read])
  })

  test('[PRI-1] a descriptor is not readable in the database file', async () => {
    const unit = await makeUnit()
    await saveUnitReport(fresh.db, fresh.vault, { ...reportOf(unit.unitId), frames })
    const { descriptors } = await fresh.db.report.findUniqueOrThrow({ where: { unitId: unit.unitId } })
    const plain = Buffer.from(descriptorOf(1, 0).buffer).subarray(0, 16)
    expect(Buffer.from(descriptors).includes(plain)).toBe(false)
  })
})

test('a device that comes back is the same one', async () => {
  const seen = { keyHash: hashDeviceKey('a key of the device'), backend: 'wasm', numericClass: 'c', at: at(1) }
  const first = await seeDevice(fresh.db, { ...seen, name: 'Phone' })
  expect(await seeDevice(fresh.db, { ...seen, name: 'Renamed' })).toEqual(first)
})

test('[AUTH-5] a join code opens its session until its time is over, however it is typed', async () => {
  const { sessionId } = klass
  const code = await ensureJoinCode(fresh.db, { sessionId, at: at(0), hours: 2 })
  expect(code.code).toMatch(/^[BCDFGHJKMNPQRSTWXYZ]{6}$/)
  expect(await ensureJoinCode(fresh.db, { sessionId, at: at(1000), hours: 2 })).toEqual(code)
  const typed = ` ${code.code.slice(0, 3).toLowerCase()}-${code.code.slice(3)} `
  expect(await findSessionByCode(fresh.db, typed, at(7_199_999))).toBe(sessionId)
  expect(await findSessionByCode(fresh.db, typed, at(7_200_000))).toBeNull()
  expect((await ensureJoinCode(fresh.db, { sessionId, at: at(7_000_000), hours: 2 })).code).not.toBe(code.code)
})
