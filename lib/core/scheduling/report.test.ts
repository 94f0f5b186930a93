import { expect, test } from 'vitest'
import { brand, type LeaseId } from '../ids'
import { JOB, only, openRoom, typesOf, unitAt, workerId } from './testing/room'
import { viewJob, viewLease, viewUnit, viewWorker } from './views'

test('[SCH-1] offering a unit twice offers the same unit', () => {
  const room = openRoom()
  room.offer(2)
  room.tell({
    type: 'unit-offered',
    jobId: JOB,
    unitId: unitAt(0),
    position: 0,
    frameCount: 5,
    isAvailable: true,
  })
  expect(viewJob(room.board, JOB)?.units.total).toBe(2)
})

test('[SCH-15] the first report is accepted, a late one of another lease compared, the same one refused', () => {
  const room = openRoom()
  room.offer(1)
  room.offer(1, { isAvailable: false })
  room.join('a')
  const [late] = room.held('a')
  if (!late) throw new Error('no lease')
  room.sleep(14_000)
  room.join('b')
  expect(typesOf(room.work('b', 400))).toEqual(['accept-report'])
  const report = { type: 'report-received', leaseId: late, workMs: 13_000 } as const
  expect(typesOf(room.tell(report))).toEqual(['compare-report'])
  expect(room.tell(report)).toEqual([{ type: 'refuse-report', leaseId: late, reason: 'already-reported' }])
})

test('[SCH-15] a report that comes late but first is accepted, and nobody goes on with a copy', () => {
  const room = openRoom()
  room.offer(1)
  room.offer(1, { isAvailable: false })
  room.join('a')
  const [late] = room.held('a')
  if (!late) throw new Error('no lease')
  room.join('b')
  room.sleep(40_000)
  const [second] = room.held('b')
  const effects = room.tell({ type: 'report-received', leaseId: late, workMs: 39_000 })
  expect(only(effects, 'accept-report')).toMatchObject([{ leaseId: late }])
  expect(only(effects, 'revoke-lease')).toMatchObject([{ leaseId: second, reason: 'done-elsewhere' }])
})

test('[SCH-15] a lease nobody was given is refused, whatever its name', () => {
  const room = openRoom()
  room.offer(1)
  for (const name of ['', 'job:0', 'job:0.x-1', '__proto__']) {
    const leaseId = brand<LeaseId>(name)
    const effects = room.tell({ type: 'report-received', leaseId, workMs: 1 })
    expect(effects).toEqual([{ type: 'refuse-report', leaseId, reason: 'unknown-lease' }])
    expect(viewLease(room.board, leaseId)).toBe(null)
  }
})

test('[SCH-5] a job finishes once, after its last unit was offered and ended', () => {
  const room = openRoom()
  room.offer(2)
  room.join('a')
  room.work('a', 100)
  expect(typesOf(room.work('a', 100))).not.toContain('job-finished')
  expect(typesOf(room.tell({ type: 'job-completed', jobId: JOB }))).toEqual(['job-finished'])
  expect(typesOf(room.tell({ type: 'job-completed', jobId: JOB }))).toEqual([])
  expect(room.board.units.size + room.board.leases.size).toBe(0)
  expect(viewJob(room.board, JOB)).toMatchObject({ state: 'finished', units: { total: 2, done: 2 } })
})

test('[SCH-5] an empty job finishes when it is said to be complete', () => {
  const room = openRoom()
  expect(typesOf(room.tell({ type: 'job-completed', jobId: JOB }))).toEqual(['job-finished'])
})

test('[SCH-18] after a restart ended units stay ended and the others are worked on', () => {
  const room = openRoom()
  const restore = (position: number, outcome: 'done' | 'failed') =>
    room.tell({ type: 'unit-restored', jobId: JOB, unitId: unitAt(position), position, frameCount: 5, outcome })
  restore(0, 'done')
  restore(1, 'failed')
  room.offer(3)
  room.tell({ type: 'job-completed', jobId: JOB })
  room.join('a')
  expect(room.held('a').map(room.unitOf)).toEqual([unitAt(2)])
  expect(typesOf(room.work('a', 100))).toEqual(['accept-report', 'job-finished'])
  expect(viewJob(room.board, JOB)?.units).toEqual({ total: 3, done: 2, failed: 1, leased: 0, waiting: 0 })
})

test('[SCH-18] a lease from before a restart is not taken for a new one', () => {
  const before = openRoom()
  before.offer(1)
  before.join('a')
  const after = openRoom()
  after.wait(5_000)
  after.offer(1)
  after.join('b')
  expect(after.held('b')).not.toEqual(before.held('a'))
})

test('[SCH-15] a unit whose report proved worthless is open again', () => {
  const room = openRoom()
  room.offer(1)
  room.join('a')
  room.work('a', 100)
  const effects = room.tell({ type: 'unit-reopened', unitId: unitAt(0) })
  expect(typesOf(effects)).toEqual(['grant-lease'])
  expect(typesOf(room.work('a', 100))).toEqual(['accept-report'])
})

test('[SCH-5] a cancelled job ends all its leases and never finishes', () => {
  const room = openRoom()
  room.offer(6)
  room.join('a')
  const count = room.held('a').length
  const effects = room.tell({ type: 'job-cancelled', jobId: JOB })
  expect(only(effects, 'revoke-lease')).toHaveLength(count)
  expect(typesOf(room.tell({ type: 'job-completed', jobId: JOB }))).toEqual([])
  expect(viewWorker(room.board, workerId('a'))).toMatchObject({ status: 'idle', holds: [] })
  expect(viewUnit(room.board, unitAt(0))).toBe(null)
})
