import { expect, test } from 'vitest'
import { defaultPolicy } from './policy'
import { leaseMsFor } from './lease'
import { firstSpeed, learnOverhead, learnWork } from './speed'
import { JOB, only, openRoom, typesOf, unitAt, workerId } from './testing/room'

const steadySpeed = (frameMs: number) => {
  const speed = firstSpeed(frameMs)
  for (let unit = 0; unit < 60; unit++) {
    const ms = 4 * frameMs
    learnWork(speed, { frameCount: 4, workMs: ms, serviceMs: ms, elapsedMs: ms })
    learnOverhead(speed, 0, 'measured')
  }
  return speed
}

test('[SCH-6] a lease lasts three times the predicted 95th percentile, between 4 and 30 seconds', () => {
  expect(leaseMsFor(defaultPolicy, steadySpeed(10), 4, 1)).toBe(4_000)
  expect(leaseMsFor(defaultPolicy, steadySpeed(500), 4, 1)).toBeCloseTo(6_000, 0)
  expect(leaseMsFor(defaultPolicy, steadySpeed(20_000), 4, 1)).toBe(30_000)
})

test('[SCH-6] only progress extends a lease', () => {
  const room = openRoom()
  room.offer(1)
  room.join('a')
  const [leaseId] = room.held('a')
  if (!leaseId) throw new Error('no lease')
  room.tell({ type: 'lease-started', leaseId })
  room.sleep(8_000)
  room.tell({ type: 'lease-progressed', leaseId, framesDone: 1 })
  expect(only(room.sleep(8_000), 'revoke-lease')).toEqual([])
  room.tell({ type: 'lease-progressed', leaseId, framesDone: 1 })
  room.tell({ type: 'lease-started', leaseId })
  expect(only(room.sleep(8_000), 'revoke-lease')).toMatchObject([{ leaseId, reason: 'ran-out' }])
})

test('[SCH-6] a lease that waits behind another does not run out while that one makes progress', () => {
  const room = openRoom()
  room.offer(2, { frameCount: 16 })
  room.join('a', { frameMs: 1_000 })
  const [first, second] = room.held('a')
  if (!first || !second) throw new Error('expected two leases')
  for (let framesDone = 1; framesDone <= 15; framesDone++) {
    room.sleep(6_000)
    room.tell({ type: 'lease-progressed', leaseId: first, framesDone })
  }
  expect(room.held('a')).toEqual([first, second])
})

test('[SCH-7] what a worker held waits again at once when it leaves, and in front', () => {
  const room = openRoom()
  room.offer(6)
  room.join('a')
  const units = room.held('a').map(room.unitOf)
  room.tell({ type: 'worker-left', workerId: workerId('a'), how: 'left' })
  room.join('b')
  expect(room.held('b').map(room.unitOf).toSorted()).toEqual(units.toSorted())
})

test('[SCH-7] a lease that ran out before its worker was found lost costs the unit nothing', () => {
  const room = openRoom({ policy: { ...defaultPolicy, retry: { ...defaultPolicy.retry, mostRunOuts: 1 + 1 } } })
  room.offer(1)
  for (const name of ['a', 'b', 'c', 'd', 'e']) {
    room.join(name)
    room.sleep(14_000)
    room.tell({ type: 'worker-left', workerId: workerId(name), how: 'lost' })
  }
  room.join('f')
  room.work('f', 100)
  room.tell({ type: 'job-completed', jobId: JOB })
  expect(typesOf(room.effects())).toContain('job-finished')
  expect(typesOf(room.effects())).not.toContain('unit-given-up')
})

test('[SCH-6] leases that run out at workers with a link end as a unit given up, not as a loop', () => {
  const room = openRoom()
  room.offer(1)
  for (let count = 0; count < 10; count++) room.join(`hung${count}`)
  room.sleep(400_000)
  expect(only(room.effects(), 'unit-given-up')).toEqual([
    { type: 'unit-given-up', unitId: unitAt(0), reason: 'ran-out' },
  ])
})

test('[SCH-10] a lease handed back goes to somebody else, or to the same worker after a moment', () => {
  const room = openRoom()
  room.offer(1)
  room.join('a')
  const [leaseId] = room.held('a')
  if (!leaseId) throw new Error('no lease')
  room.tell({ type: 'lease-returned', leaseId })
  expect(room.held('a')).toEqual([])
  room.sleep(defaultPolicy.holdOffMs)
  expect(room.held('a').map(room.unitOf)).toEqual([unitAt(0)])
})

test('[SCH-10] a paused worker keeps what it has begun, hands the rest back and gets nothing new', () => {
  const room = openRoom()
  room.offer(4)
  room.join('a')
  const [running] = room.held('a')
  if (!running) throw new Error('no lease')
  room.tell({ type: 'lease-started', leaseId: running })
  const effects = room.tell({ type: 'worker-paused', workerId: workerId('a') })
  expect(only(effects, 'revoke-lease')).toMatchObject([{ reason: 'worker-paused' }])
  expect(room.held('a')).toEqual([running])
  expect(typesOf(room.work('a', 300))).toEqual(['accept-report'])
  expect(room.held('a')).toEqual([])
  expect(typesOf(room.tell({ type: 'worker-resumed', workerId: workerId('a') }))).toContain('grant-lease')
})

test('[SCH-10] a unit that nobody could fetch waits until its payload can be', () => {
  const room = openRoom()
  room.join('a')
  expect(typesOf(room.offer(2, { isAvailable: false }))).toEqual([])
  const effects = room.tell({ type: 'unit-availability', unitIds: [unitAt(1)], isAvailable: true })
  expect(only(effects, 'grant-lease').map(({ unitId }) => unitId)).toEqual([unitAt(1)])
})

test('[SCH-11] quick workers hold about a second of work, slow ones what hides the fetching', () => {
  const holdsAfter = (frameMs: number): number => {
    const room = openRoom()
    room.offer(60, { frameCount: 4 })
    room.join('a', { frameMs })
    for (let unit = 0; unit < 12; unit++) {
      room.wait(10)
      room.work('a', 4 * frameMs)
    }
    return room.held('a').length
  }
  expect([10, 50, 100, 2_000].map(holdsAfter)).toEqual([6, 5, 3, 2])
})
