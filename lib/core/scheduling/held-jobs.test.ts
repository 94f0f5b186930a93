import { expect, test } from 'vitest'
import { brand, unitIdOf, type DeviceId } from '../ids'
import { defaultPolicy } from './policy'
import { JOB, only, openRoom, typesOf, unitAt, workerId, type Room } from './testing/room'

const device = (name: string) => brand<DeviceId>(name)
const holderOf = (room: Room, position: number): string | undefined =>
  [...room.ledger.leases.values()].find((lease) => lease.isLive && lease.unitId === unitAt(position))?.workerId
/** The holder dies over the unit, and another device takes its place. */
function dieOver(room: Room, position: number, next: string | null): void {
  const [id, lease] = [...room.ledger.leases].find(([, one]) => one.isLive && one.unitId === unitAt(position)) ?? []
  if (!id || !lease) throw new Error('nobody holds it')
  room.tell({ type: 'lease-started', leaseId: brand(id) })
  room.tell({ type: 'worker-left', workerId: workerId(lease.workerId), how: 'lost' })
  if (next !== null) room.join(next)
}

test('[SCH-19] a unit that takes down one device after another is given up with that reason', () => {
  const room = openRoom()
  room.join('phone0')
  room.offer(1)
  let deaths = 0
  for (; holderOf(room, 0) !== undefined && deaths < 50; deaths++) dieOver(room, 0, `phone${deaths + 1}`)
  expect(deaths).toBe(defaultPolicy.retry.mostVanished)
  expect(only(room.effects(), 'unit-given-up')).toMatchObject([{ reason: 'took-workers-down' }])
})

test('[SCH-19] after three of them the trusted one is the last to try', () => {
  const room = openRoom()
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) room.join(name)
  room.offer(1)
  for (let deaths = 0; deaths < 2; deaths++) dieOver(room, 0, null)
  room.join('faculty', { isTrusted: true, frameMs: 9_000 })
  expect(holderOf(room, 0)).not.toBe('faculty')
  dieOver(room, 0, null)
  expect(holderOf(room, 0)).toBe('faculty')
  dieOver(room, 0, null)
  expect(only(room.effects(), 'unit-given-up')).toMatchObject([{ reason: 'took-workers-down' }])
})

test('[SCH-19] the same phone that reloads again and again is patiently given its unit, but not for ever', () => {
  const room = openRoom()
  room.join('phone')
  room.offer(1)
  let deaths = 0
  for (; holderOf(room, 0) !== undefined && deaths < 50; deaths++) {
    dieOver(room, 0, null)
    room.tell({
      ...{ type: 'worker-joined', workerId: workerId(`again${deaths}`), deviceId: device('phone') },
      ...{ pools: ['room'], frameMs: 100, isTrusted: false },
    })
  }
  expect(deaths).toBe(2 * defaultPolicy.retry.mostVanished)
})

test('[SCH-19] pages that vanish before they began cost the unit nothing', () => {
  const room = openRoom()
  room.join('phone0')
  room.offer(1)
  for (let loss = 0; loss < 40; loss++) {
    room.tell({ type: 'worker-left', workerId: workerId(`phone${loss}`), how: 'lost' })
    room.join(`phone${loss + 1}`)
  }
  expect(typesOf(room.work('phone40', 400))).toContain('accept-report')
})

test('[SCH-20] an audit goes to nobody it is kept from, by whatever connection', () => {
  const room = openRoom()
  const joinAs = (name: string, of: string) =>
    room.tell({
      ...{ type: 'worker-joined', workerId: workerId(name), deviceId: device(of) },
      ...{ pools: ['room'], frameMs: 100, isTrusted: false },
    })
  joinAs('tab1', 'phone')
  joinAs('tab2', 'phone')
  const audit = { jobId: JOB, unitId: unitIdOf(JOB, 900), position: 900, frameCount: 4, isAvailable: true }
  room.tell({ type: 'unit-offered', ...audit, keepFrom: [device('phone')] })
  expect(holderOf(room, 900)).toBe(undefined)
  joinAs('tab3', 'laptop')
  expect(holderOf(room, 900)).toBe('tab3')
})

test('[SCH-20] an audit that is withdrawn is taken back and leaves the job to end', () => {
  const room = openRoom()
  room.join('a')
  const audit = { jobId: JOB, unitId: unitIdOf(JOB, 900), position: 900, frameCount: 4, isAvailable: true }
  room.tell({ type: 'unit-offered', ...audit, keepFrom: [device('b')] })
  const effects = room.tell({ type: 'unit-withdrawn', unitId: unitIdOf(JOB, 900) })
  expect(only(effects, 'revoke-lease')).toMatchObject([{ workerId: 'a', reason: 'withdrawn' }])
  expect(typesOf(room.tell({ type: 'job-completed', jobId: JOB }))).toContain('job-finished')
})

test('[SCH-21] a barred worker loses all it holds, gets nothing more and is not listened to', () => {
  const room = openRoom()
  room.join('liar')
  room.offer(3)
  const [leaseId] = room.held('liar')
  if (!leaseId) throw new Error('no lease')
  room.tell({ type: 'lease-started', leaseId })
  room.tell({ type: 'worker-barred', workerId: workerId('liar') })
  room.join('good')
  expect(room.held('liar')).toEqual([])
  expect(room.held('good').length).toBeGreaterThan(0)
  const late = room.tell({ type: 'report-received', leaseId, workMs: 100 })
  expect(only(late, 'refuse-report')).toMatchObject([{ reason: 'worker-barred' }])
})

test('[SCH-21] whom a person trusts is barred no more, and gets what only a trusted one may do', () => {
  const room = openRoom()
  room.join('liar')
  room.tell({ type: 'worker-barred', workerId: workerId('liar') })
  room.offer(2)
  expect(room.held('liar')).toEqual([])
  room.tell({ type: 'worker-trusted', workerId: workerId('liar'), isTrusted: true })
  expect(room.held('liar').length).toBeGreaterThan(0)
})

test('[SCH-22] a held job says that it is settled, and again after a unit was opened, and ends when released', () => {
  const room = openRoom({ isHeld: true })
  room.join('a')
  room.offer(1)
  room.tell({ type: 'job-completed', jobId: JOB })
  expect(typesOf(room.tell({ type: 'job-released', jobId: JOB }))).toEqual([])
  expect(typesOf(room.work('a', 100))).toEqual(['accept-report', 'job-settled'])
  room.tell({ type: 'unit-reopened', unitId: unitAt(0) })
  expect(typesOf(room.tell({ type: 'job-released', jobId: JOB }))).toEqual([])
  expect(typesOf(room.work('a', 100))).toEqual(['accept-report', 'job-settled'])
  expect(typesOf(room.tell({ type: 'job-released', jobId: JOB }))).toEqual(['job-finished'])
})

test('[SCH-23] at its deadline a job gives up what is open, and what comes later too', () => {
  const room = openRoom({ deadlineInMs: 20_000 })
  room.join('a')
  room.offer(3)
  room.work('a', 100)
  const effects = room.sleep(20_000)
  expect(only(effects, 'unit-given-up').map(({ reason }) => reason)).toEqual(['deadline', 'deadline'])
  expect(typesOf(effects)).toContain('job-finished')
})

test.each(['static', 'weighted', 'dynamic'] as const)(
  '[SCH-24] a job that changes to %s mode loses nothing',
  (mode) => {
    const room = openRoom({ mode: mode === 'dynamic' ? 'static' : 'dynamic' })
    room.join('slow', { frameMs: 400 })
    room.join('quick')
    room.offer(40)
    for (let unit = 0; unit < 5; unit++) room.work('quick', 100)
    room.tell({ type: 'job-mode-changed', jobId: JOB, mode })
    room.tell({ type: 'job-completed', jobId: JOB })
    for (let unit = 0; unit < 60; unit++)
      for (const name of ['quick', 'slow']) if (room.held(name)[0]) room.work(name, 100)
    expect(only(room.effects(), 'accept-report')).toHaveLength(40)
    expect(only(room.effects(), 'job-finished')).toHaveLength(1)
  },
)

test('[SCH-25] neighbouring units go to different devices while others wait', () => {
  const room = openRoom()
  for (const name of ['a', 'b', 'c', 'd']) room.join(name, { frameMs: 50 })
  room.offer(60)
  for (let round = 0; round < 40; round++)
    for (const name of ['a', 'b', 'c', 'd']) if (room.held(name)[0]) room.work(name, 100)
  const by = new Map([...room.ledger.leases.values()].map(({ unitId, workerId }) => [unitId, workerId]))
  const pairs = Array.from({ length: 59 }, (_, at) => by.get(unitAt(at)) === by.get(unitAt(at + 1)))
  // The last few have no choice left.
  expect(pairs.filter((isSame) => isSame).length).toBeLessThanOrEqual(3)
})

test('[SCH-26] who has nothing to do for a while stands by, and is called when the queue grows', () => {
  const room = openRoom()
  for (const name of ['a', 'b', 'c', 'd', 'e']) room.join(name)
  const told = only(room.sleep(15_000), 'standby-worker')
  expect(told).toHaveLength(3)
  expect(told.every(({ isOnStandby }) => isOnStandby)).toBe(true)
  room.offer(2)
  expect(only(room.effects(), 'standby-worker')).toHaveLength(3)
  expect(only(room.offer(20), 'standby-worker').map(({ isOnStandby }) => isOnStandby)).toEqual([false, false, false])
  for (const name of ['a', 'b', 'c', 'd', 'e']) expect(room.held(name).length).toBeGreaterThan(0)
})
