import { expect, test } from 'vitest'
import { brand, type JobId } from '../ids'
import { JOB, openRoom, typesOf, workerId, type Room } from './testing/room'

const OTHER = brand<JobId>('other')

function twoJobs(weight: number): Room {
  const room = openRoom()
  room.tell({ type: 'job-opened', jobId: OTHER, mode: 'dynamic', weight, pool: 'room' })
  return room
}

function unitsDone(room: Room, reports: number, otherMs = 500): Record<string, number> {
  const done: Record<string, number> = { [JOB]: 0, [OTHER]: 0 }
  for (let report = 0; report < reports; report++) {
    const [leaseId] = room.held('a')
    if (!leaseId) throw new Error('idle')
    const jobId = room.unitOf(leaseId).split(':')[0] ?? ''
    done[jobId] = (done[jobId] ?? 0) + 1
    room.work('a', jobId === OTHER ? otherMs : 500)
  }
  return done
}

test('[SCH-13] two jobs of equal weight get the same share of the workers', () => {
  const room = twoJobs(1)
  room.offer(200)
  room.offer(200, { jobId: OTHER })
  room.join('a')
  const done = unitsDone(room, 100)
  expect(Math.abs((done[JOB] ?? 0) - (done[OTHER] ?? 0))).toBeLessThanOrEqual(2)
})

test('[SCH-13] shares are time, not units: a job with bigger units gets fewer of them', () => {
  const room = twoJobs(1)
  room.offer(200, { frameCount: 2 })
  room.offer(200, { jobId: OTHER, frameCount: 8 })
  room.join('a')
  const done = unitsDone(room, 100, 2_000)
  expect((done[JOB] ?? 0) / (done[OTHER] ?? 1)).toBeCloseTo(4, 0)
})

test('[SCH-13] a job of weight three gets three times the share', () => {
  const room = twoJobs(3)
  room.offer(200)
  room.offer(200, { jobId: OTHER })
  room.join('a')
  const done = unitsDone(room, 100)
  expect((done[OTHER] ?? 0) / (done[JOB] ?? 1)).toBeCloseTo(3, 0)
})

test('[SCH-13] a job that wanted nothing for a while is not served alone afterwards', () => {
  const room = twoJobs(1)
  room.offer(200)
  room.join('a')
  unitsDone(room, 100)
  room.offer(200, { jobId: OTHER })
  const done = unitsDone(room, 40)
  expect(Math.abs((done[JOB] ?? 0) - (done[OTHER] ?? 0))).toBeLessThanOrEqual(8)
})

test('[SCH-10] a worker is leased units of its own pools only', () => {
  const room = openRoom()
  room.offer(3)
  expect(typesOf(room.join('stranger', { pools: ['another room'] }))).toEqual([])
  expect(typesOf(room.join('guest', { pools: ['another room', 'room'] }))).toContain('grant-lease')
  expect(room.board.workers.has(workerId('stranger'))).toBe(true)
})
