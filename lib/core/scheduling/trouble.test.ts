import { expect, test } from 'vitest'
import { defaultPolicy } from './policy'
import { JOB, only, openRoom, typesOf, unitAt, workerId, type Room } from './testing/room'

const holderOf = (room: Room, position: number): string | undefined =>
  [...room.ledger.leases.values()].find((lease) => lease.isLive && lease.unitId === unitAt(position))?.workerId

test('[SCH-8] a failed unit goes to another worker', () => {
  const room = openRoom()
  room.offer(1)
  room.join('a')
  room.join('b')
  const first = holderOf(room, 0) ?? ''
  room.fail(first)
  expect(holderOf(room, 0)).toBe(first === 'a' ? 'b' : 'a')
})

test('[SCH-8] after two different workers failed it, a unit waits for a trusted one', () => {
  const room = openRoom()
  room.join('faculty', { isTrusted: true, frameMs: 5_000 })
  for (const name of ['a', 'b', 'c', 'd']) room.join(name)
  room.offer(1)
  room.fail(holderOf(room, 0) ?? '')
  room.fail(holderOf(room, 0) ?? '')
  expect(holderOf(room, 0)).toBe('faculty')
  const effects = room.fail('faculty')
  expect(only(effects, 'unit-given-up')).toEqual([{ type: 'unit-given-up', unitId: unitAt(0), reason: 'engine-error' }])
})

test('[SCH-8] with no trusted worker there are four tries, then a reason', () => {
  const room = openRoom()
  for (const name of ['a', 'b', 'c', 'd', 'e']) room.join(name)
  room.offer(1)
  const tried = []
  for (let attempt = 0; attempt < 4; attempt++) {
    room.sleep(10_000)
    const holder = holderOf(room, 0) ?? ''
    tried.push(holder)
    room.fail(holder)
  }
  expect(new Set(tried).size).toBe(4)
  expect(only(room.effects(), 'unit-given-up')).toHaveLength(1)
  expect(only(room.tell({ type: 'job-completed', jobId: JOB }), 'job-finished')).toHaveLength(1)
})

test('[SCH-8] a worker alone tries its own failures again, more and more slowly', () => {
  const room = openRoom()
  room.join('a')
  room.offer(1)
  expect(typesOf(room.fail('a'))).not.toContain('grant-lease')
  room.sleep(defaultPolicy.retry.pauseMs)
  expect(holderOf(room, 0)).toBe('a')
  expect(typesOf(room.work('a', 400))).toContain('accept-report')
})

test('[SCH-8] a missing payload is nobody’s fault while its feeder is away', () => {
  const room = openRoom()
  room.join('a')
  room.offer(1)
  for (let attempt = 0; attempt < 20; attempt++) {
    const [leaseId] = room.held('a')
    if (!leaseId) throw new Error('no lease')
    room.tell({ type: 'unit-availability', unitIds: [unitAt(0)], isAvailable: false })
    room.tell({ type: 'lease-failed', leaseId, reason: 'no-payload' })
    expect(room.held('a')).toEqual([])
    room.tell({ type: 'unit-availability', unitIds: [unitAt(0)], isAvailable: true })
  }
  expect(typesOf(room.effects())).not.toContain('rest-worker')
  expect(typesOf(room.effects())).not.toContain('unit-given-up')
})

test('[SCH-9] a worker that fails everything at once takes no more than five units with it before it rests', () => {
  const room = openRoom()
  room.join('good')
  room.join('bad')
  room.offer(60)
  let absorbed = 0
  for (let event = 0; event < 20 && room.held('bad').length > 0; event++) {
    room.fail('bad')
    absorbed++
  }
  expect(absorbed).toBeLessThanOrEqual(5)
  expect(only(room.effects(), 'rest-worker')).toMatchObject([{ workerId: 'bad', untilAt: room.now() + 15_000 }])
})

test('[SCH-9] rests double while the worker keeps failing', () => {
  const room = openRoom()
  room.join('good')
  room.join('bad')
  room.offer(400)
  for (let seconds = 0; seconds < 200; seconds++) {
    while (room.held('bad').length > 0) room.fail('bad')
    room.work('good', 500)
    room.sleep(500)
  }
  const rests = only(
    room.log.flatMap(({ effects }) => effects),
    'rest-worker',
  )
  const starts = room.log.flatMap(({ event, effects }) => (only(effects, 'rest-worker').length > 0 ? [event.at] : []))
  expect(rests.map(({ untilAt }, index) => untilAt - (starts[index] ?? 0)).slice(0, 4)).toEqual([
    15_000, 30_000, 60_000, 120_000,
  ])
})

test('[SCH-9] resting never empties the pool', () => {
  const room = openRoom()
  room.join('a')
  room.offer(50)
  for (let unit = 0; unit < 20; unit++) {
    room.fail('a')
    room.sleep(3_000)
  }
  expect(typesOf(room.effects())).not.toContain('rest-worker')
  expect(room.held('a').length).toBe(1)
})

test('[SCH-9] a resting worker is called back when it is the last one', () => {
  const room = openRoom()
  room.join('good')
  room.join('bad')
  room.offer(50)
  while (room.held('bad').length > 0) room.fail('bad')
  room.tell({ type: 'worker-left', workerId: workerId('good'), how: 'lost' })
  expect(room.held('bad').length).toBe(1)
})

test('[SCH-9] bad units don’t send sound workers to rest', () => {
  const room = openRoom()
  const names = ['a', 'b', 'c', 'd']
  for (const name of names) room.join(name)
  room.offer(80, { frameCount: 2 })
  for (let round = 0; round < 30; round++) {
    for (const name of names) {
      const [leaseId] = room.held(name)
      if (!leaseId) continue
      const position = Number(room.unitOf(leaseId).split(':')[1])
      if (position % 10 === 7) room.fail(name)
      else room.work(name, 50)
    }
  }
  expect(typesOf(room.effects())).not.toContain('rest-worker')
})
