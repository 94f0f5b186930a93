import { expect, test } from 'vitest'
import { defaultPolicy } from './policy'
import { JOB, only, openRoom, typesOf, unitAt, workerId, type Room } from './testing/room'
import { predictRemaining } from './views'

const copies = (room: Room): number => room.board.jobs.get(JOB)?.backupCount ?? 0

/** A quick and a slow worker; the slow one has begun the unit the job waits for. */
function stragglingRoom(units = 30): Room {
  const room = openRoom()
  room.offer(units)
  room.join('slow', { frameMs: 4_000 })
  const [begun] = room.held('slow')
  if (!begun) throw new Error('no lease')
  room.tell({ type: 'lease-started', leaseId: begun })
  room.join('quick', { frameMs: 40 })
  return room
}

test('[SCH-14] when the queue is empty the longest expected end is copied to an idle quicker worker', () => {
  const room = stragglingRoom()
  room.tell({ type: 'job-completed', jobId: JOB })
  while (copies(room) === 0 && room.held('quick').length > 0) room.work('quick', 200)
  const [copy] = room.held('quick')
  expect(copy && room.unitOf(copy)).toBe(unitAt(0))
  const effects = room.work('quick', 200)
  expect(typesOf(effects)).toEqual(['accept-report', 'revoke-lease', 'job-finished'])
})

test('[SCH-14] what a slow worker has not begun moves to a quicker one, and is not a copy', () => {
  const room = stragglingRoom(4)
  room.tell({ type: 'job-completed', jobId: JOB })
  while (room.held('quick').length > 0) room.work('quick', 200)
  expect(only(room.effects(), 'revoke-lease').some(({ reason }) => reason === 'reassigned')).toBe(true)
  expect(copies(room)).toBe(1)
})

test('[SCH-14] no copies while more units may come', () => {
  const room = stragglingRoom()
  while (room.held('quick').length > 0) room.work('quick', 200)
  expect(copies(room)).toBe(0)
})

test('[SCH-14] a slower worker gets no copy', () => {
  const room = openRoom()
  room.offer(1)
  room.join('quick', { frameMs: 40 })
  room.join('slow', { frameMs: 4_000 })
  room.tell({ type: 'job-completed', jobId: JOB })
  expect(room.held('slow')).toEqual([])
  room.sleep(100)
  expect(copies(room)).toBe(0)
})

test('[SCH-14] copies stay within 5 % of the job’s units', () => {
  const room = openRoom()
  room.offer(40)
  for (let count = 0; count < 10; count++) room.join(`slow${count}`, { frameMs: 3_000 })
  for (let count = 0; count < 10; count++) {
    const [leaseId] = room.held(`slow${count}`)
    if (leaseId) room.tell({ type: 'lease-started', leaseId })
  }
  for (let count = 0; count < 10; count++) room.join(`quick${count}`, { frameMs: 30 })
  room.tell({ type: 'job-completed', jobId: JOB })
  for (let round = 0; round < 40; round++) for (let count = 0; count < 10; count++) room.work(`quick${count}`, 150)
  expect(copies(room)).toBe(40 * defaultPolicy.backup.budget)
})

test('[SCH-14] at the end a slow worker is not given what quicker ones will have done before it', () => {
  const room = openRoom()
  room.offer(3)
  room.tell({ type: 'job-completed', jobId: JOB })
  room.join('quick', { frameMs: 20 })
  room.join('slow', { frameMs: 2_000 })
  expect(room.held('slow')).toEqual([])
  room.tell({ type: 'worker-left', workerId: workerId('quick'), how: 'lost' })
  expect(room.held('slow').length).toBeGreaterThan(0)
})

test('[SCH-17] the time left follows from measured speeds', () => {
  const room = openRoom()
  room.offer(101)
  expect(predictRemaining(room.board, JOB)).toBe(null)
  room.join('a', { frameMs: 999 })
  room.join('b', { frameMs: 999 })
  for (let unit = 0; unit < 20; unit++) {
    const [one, other] = [room.held('a')[0], room.held('b')[0]]
    room.wait(500)
    for (const leaseId of [one, other]) if (leaseId) room.tell({ type: 'report-received', leaseId, workMs: 500 })
  }
  const remaining = predictRemaining(room.board, JOB)
  expect(remaining?.seconds).toBeGreaterThan(13)
  expect(remaining?.seconds).toBeLessThan(18)
  expect(remaining?.uncertaintyS).toBeLessThan(4)
  expect(remaining?.isWhole).toBe(false)
})
