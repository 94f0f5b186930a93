import { afterEach, beforeEach, expect, test } from 'vitest'
import { io } from 'socket.io-client'
import { defaultPolicy } from '../lib/core/scheduling/policy'
import { PROTOCOL_VERSION } from '../lib/protocol/version'
import { connectFaculty, startFeeding } from './testing/fake-feeder'
import { ask, connected, connectVolunteer, HELLO, joinAsVolunteer } from './testing/fake-volunteer'
import {
  CODE,
  createTestData,
  OTHER_CODE,
  OTHER_TEACHER,
  SESSION,
  startTestGrid,
  TEACHER,
  type TestGrid,
} from './testing/test-grid'

let data: Awaited<ReturnType<typeof createTestData>>
let coordinator: TestGrid

beforeEach(async () => {
  data = await createTestData()
  coordinator = await startTestGrid(data.dir)
})
afterEach(async () => {
  await coordinator.stop()
  data.remove()
})

const helloFrom = async (hello: object, over: { code?: string; cookie?: string } = {}) => {
  const socket = connectVolunteer({ url: coordinator.url, code: CODE, ...over })
  await connected(socket)
  return ask<{ workerId: string }>(socket, 'worker:hello', { ...HELLO, ...hello })
}

test('[PRO-2] a code that does not exist, or is over, lets nobody in', async () => {
  await expect(connected(connectVolunteer({ url: coordinator.url, code: 'ZZZZZZ' }))).rejects.toThrow('not-found')
  await coordinator.db.joinCode.update({ where: { code: CODE }, data: { expiresAt: new Date(0) } })
  await expect(connected(connectVolunteer({ url: coordinator.url, code: CODE }))).rejects.toThrow('not-found')
})

test('[PRO-2] an older page and other models are told so', async () => {
  expect(await helloFrom({ protocolVersion: PROTOCOL_VERSION - 1 })).toEqual({ ok: false, error: 'protocol-mismatch' })
  expect(await helloFrom({ modelVersion: 'another' })).toEqual({ ok: false, error: 'model-mismatch' })
})

test('[PRO-2] only the session’s own teacher is a trusted local node', async () => {
  const refused = { ok: false, error: 'not-signed-in' }
  expect(await helloFrom({ isLocal: true })).toEqual(refused)
  expect(await helloFrom({ isLocal: true }, { cookie: `user=${OTHER_TEACHER}` })).toEqual(refused)
  const own = await helloFrom({ isLocal: true }, { cookie: `user=${TEACHER}` })
  expect(own.ok).toBe(true)
  const [worker] = coordinator.grid.floor.workers.values()
  expect(worker?.isTrusted).toBe(true)
})

test('[PRO-2] the faculty namespace needs a signed-in user and the same protocol', async () => {
  const connect = (auth: object, cookie: string) =>
    connected(
      io(`${coordinator.url}/faculty`, {
        ...{ auth, extraHeaders: { cookie }, transports: ['websocket'], forceNew: true, reconnection: false },
      }),
    )
  await expect(connect({ protocolVersion: PROTOCOL_VERSION }, 'a=b')).rejects.toThrow('not-signed-in')
  await expect(connect({ protocolVersion: 0 }, `user=${TEACHER}`)).rejects.toThrow('protocol-mismatch')
  await expect(connect({}, `user=${TEACHER}`)).rejects.toThrow('malformed')
})

test('[PRO-2] a page of another site can’t open a socket with our cookies', async () => {
  const socket = io(`${coordinator.url}/faculty`, {
    ...{ auth: { protocolVersion: PROTOCOL_VERSION }, transports: ['websocket'], forceNew: true, reconnection: false },
    extraHeaders: { cookie: `user=${TEACHER}`, origin: 'http://evil.example' },
  })
  await expect(connected(socket)).rejects.toThrow()
})

test('[PRO-2] somebody else’s session is answered like one that does not exist', async () => {
  const feeder = await startFeeding(coordinator.url)
  const stranger = await connectFaculty(coordinator.url, `user=${OTHER_TEACHER}`)
  const notFound = { ok: false, error: 'not-found' }
  expect(await ask(stranger, 'session:watch', { sessionId: SESSION })).toEqual(notFound)
  expect(await ask(stranger, 'job:cancel', { jobId: feeder.jobId })).toEqual(notFound)
  expect(await ask(stranger, 'job:feed', { jobId: feeder.jobId })).toEqual(notFound)
})

test('[COO-11] signals pass between a volunteer and its own job’s feeder, and nowhere else', async () => {
  const feeder = await startFeeding(coordinator.url)
  const worker = await joinAsVolunteer({ url: coordinator.url, code: CODE })
  const outsider = await joinAsVolunteer({ url: coordinator.url, code: OTHER_CODE })
  const atFeeder: unknown[] = []
  const atWorker: unknown[] = []
  const atOutsider: unknown[] = []
  feeder.socket.on('signal:received', (signal) => atFeeder.push(signal))
  worker.socket.on('signal:received', (signal) => atWorker.push(signal))
  outsider.socket.on('signal:received', (signal) => atOutsider.push(signal))

  outsider.socket.emit('signal:send', { linkId: 'x', to: { feederOf: feeder.jobId }, data: 'from outside' })
  worker.socket.emit('signal:send', { linkId: 'x', to: { workerId: outsider.workerId }, data: 'to a peer' })
  worker.socket.emit('signal:send', { linkId: 'l1', to: { feederOf: feeder.jobId }, data: 'offer' })
  feeder.socket.emit('signal:send', { linkId: 'l1', to: { workerId: outsider.workerId }, data: 'to outside' })
  feeder.socket.emit('signal:send', { linkId: 'l1', to: { workerId: worker.workerId }, data: 'answer' })
  // Each connection is served in order: once these are answered, everything before them has been passed on.
  await Promise.all([worker, outsider, feeder].map(({ socket }) => ask(socket, 'no:such-event')))
  await ask(feeder.socket, 'no:such-event')
  await ask(worker.socket, 'no:such-event')

  expect(atFeeder).toEqual([{ linkId: 'l1', from: { workerId: worker.workerId }, data: 'offer' }])
  expect(atWorker).toEqual([{ linkId: 'l1', from: { feederOf: feeder.jobId }, data: 'answer' }])
  expect(atOutsider).toEqual([])
})

test('[COO-12] a paused worker hands back what it did not begin and gets nothing until it goes on', async () => {
  const feeder = await startFeeding(coordinator.url)
  const worker = await joinAsVolunteer({ url: coordinator.url, code: CODE })
  const { workerId } = worker
  expect(await ask(feeder.socket, 'worker:command', { workerId, command: 'pause' })).toEqual({ ok: true })
  await feeder.offer(0)
  await feeder.viewWhere(({ job }) => job?.units.total === 1)
  expect(worker.granted).toEqual([])
  await ask(feeder.socket, 'worker:command', { workerId, command: 'resume' })
  const lease = await worker.nextLease()
  await ask(feeder.socket, 'worker:command', { workerId, command: 'pause' })
  await ask(worker.socket, 'no:such-event')
  expect(worker.revoked).toEqual([lease.leaseId])
  expect(worker.told.map(({ name }) => name)).toContain('worker:pause')
})

test('[COO-12] a worker that faculty sends away is told so, hung up on, and its unit goes to another', async () => {
  const feeder = await startFeeding(coordinator.url)
  const worker = await joinAsVolunteer({ url: coordinator.url, code: CODE })
  await feeder.offer(0)
  const lease = await worker.nextLease()
  const hungUp = new Promise((resolve) => worker.socket.once('disconnect', resolve))
  await ask(feeder.socket, 'worker:command', { workerId: worker.workerId, command: 'shutdown' })
  await hungUp
  expect(worker.told.at(-1)).toEqual({ name: 'worker:shutdown', payload: { reason: 'removed' } })
  const other = await joinAsVolunteer({ url: coordinator.url, code: CODE })
  expect((await other.nextLease()).unitId).toBe(lease.unitId)
})

test('[COO-15] a device that stands by works only when nobody else can, and steps back when somebody comes', async () => {
  const feeder = await startFeeding(coordinator.url)
  const spare = await joinAsVolunteer({ url: coordinator.url, code: CODE, hello: { name: 'Lab 1' } })
  const statusOf = (name: string, status: string) =>
    feeder.viewWhere(({ workers }) => workers.some((worker) => worker.name === name && worker.status === status))
  await ask(feeder.socket, 'worker:command', { workerId: spare.workerId, command: 'stand-by' })
  // Alone in the room it goes on.
  await statusOf('Lab 1', 'idle')
  const phone = await joinAsVolunteer({ url: coordinator.url, code: CODE })
  await statusOf('Lab 1', 'standing-by')
  await feeder.offer(0)
  const lease = await phone.nextLease()
  expect(spare.granted).toEqual([])
  phone.vanish()
  expect((await spare.nextLease()).unitId).toBe(lease.unitId)
  await statusOf('Lab 1', 'working')
})

test('[SCH-26] whoever has had nothing to do is told to wait, and called when the queue grows', async () => {
  await coordinator.stop()
  const policy = { ...defaultPolicy, standby: { afterIdleMs: 50, spare: 1 } }
  coordinator = await startTestGrid(data.dir, { policy })
  const feeder = await startFeeding(coordinator.url)
  const names = ['one', 'two', 'three']
  const devices = await Promise.all(
    names.map((name) => joinAsVolunteer({ url: coordinator.url, code: CODE, hello: { name } })),
  )
  const waiting = await feeder.viewWhere(
    ({ workers }) => workers.filter(({ status }) => status === 'standing-by').length === 2,
  )
  expect(waiting.workers.flatMap(({ pausedBy }) => pausedBy)).toEqual([])
  const told = (name: string) => devices.filter((device) => device.told.some((message) => message.name === name)).length
  expect(told('worker:pause')).toBe(2)
  for (let index = 0; index < 30; index++) await feeder.offer(index)
  await Promise.all(devices.map((device) => device.nextLease()))
  expect(told('worker:resume')).toBe(2)
  await feeder.viewWhere(({ workers }) => workers.every(({ status }) => status === 'working'))
})

test('[COO-15] a device that was sent to rest says until when, and goes on when told', async () => {
  const feeder = await startFeeding(coordinator.url)
  const { workerId } = await joinAsVolunteer({ url: coordinator.url, code: CODE })
  await ask(feeder.socket, 'worker:command', { workerId, command: 'rest' })
  const view = await feeder.viewWhere(({ workers }) => workers[0]?.status === 'resting')
  expect(view.workers[0]?.pausedBy).toEqual(['break'])
  const restS = ((view.workers[0]?.restsUntil ?? 0) - Date.now()) / 1000
  expect(restS).toBeGreaterThan(280)
  expect(restS).toBeLessThan(301)
  await ask(feeder.socket, 'worker:command', { workerId, command: 'resume' })
  await feeder.viewWhere(({ workers }) => workers[0]?.status === 'idle' && workers[0].restsUntil === null)
})

test('[COO-15] trust is kept with the device, can be taken back, and is in the audit', async () => {
  const feeder = await startFeeding(coordinator.url)
  const deviceKey = crypto.randomUUID()
  const worker = await joinAsVolunteer({ url: coordinator.url, code: CODE, deviceKey })
  await ask(feeder.socket, 'worker:command', { workerId: worker.workerId, command: 'trust' })
  await feeder.viewWhere(({ workers }) => workers[0]?.isTrusted === true)
  worker.vanish()
  await feeder.viewWhere(({ workers }) => workers.length === 0)
  const again = await joinAsVolunteer({ url: coordinator.url, code: CODE, deviceKey })
  await feeder.viewWhere(({ workers }) => workers[0]?.isTrusted === true)
  await ask(feeder.socket, 'worker:command', { workerId: again.workerId, command: 'distrust' })
  await feeder.viewWhere(({ workers }) => workers[0]?.isTrusted === false)
  const actions = (await coordinator.db.auditEvent.findMany()).map(({ action }) => action)
  expect(actions.toSorted()).toEqual(['device-distrusted', 'device-trusted'])
})

test('[COO-15] two devices of one name are told apart', async () => {
  const feeder = await startFeeding(coordinator.url)
  for (let count = 0; count < 3; count++) await joinAsVolunteer({ url: coordinator.url, code: CODE })
  const { workers } = await feeder.viewWhere((view) => view.workers.length === 3)
  expect(workers.map(({ name }) => name)).toEqual([
    'Firefox on Android',
    'Firefox on Android 2',
    'Firefox on Android 3',
  ])
})

test('[COO-13] a coordinator that stops tells its workers, and finishes the write it is in', async () => {
  const feeder = await startFeeding(coordinator.url)
  const worker = await joinAsVolunteer({ url: coordinator.url, code: CODE })
  await feeder.offer(0)
  const lease = await worker.nextLease()
  const answer = worker.report(lease)
  await answer
  const hungUp = new Promise((resolve) => worker.socket.once('disconnect', resolve))
  await coordinator.grid.stop()
  expect(await coordinator.db.report.count()).toBe(1)
  await coordinator.kill()
  await hungUp
  expect(worker.told).toContainEqual({ name: 'worker:shutdown', payload: { reason: 'coordinator-stopping' } })
  coordinator = await startTestGrid(data.dir)
})

test('[AUTH-7] a course says whose devices may help, and those who may not learn why', async () => {
  const helpers = (value: string) => coordinator.db.course.updateMany({ data: { helpers: value } })
  const enter = (over: { deviceKey?: string; cookie?: string } = {}) =>
    connected(connectVolunteer({ url: coordinator.url, code: CODE, ...over }))
  const deviceKey = 'the-key-of-one-lab-machine'
  await joinAsVolunteer({ url: coordinator.url, code: CODE, deviceKey })

  await helpers('signed-in')
  await expect(enter()).rejects.toThrow('sign-in-needed')
  await enter({ cookie: `user=${OTHER_TEACHER}` })
  await helpers('approved')
  await expect(enter({ cookie: `user=${OTHER_TEACHER}` })).rejects.toThrow('approval-needed')
  await expect(enter({ deviceKey })).rejects.toThrow('approval-needed')
  await enter({ cookie: `user=${TEACHER}` })

  await coordinator.db.workerDevice.updateMany({ data: { trust: 'trusted' } })
  await enter({ deviceKey })
  await helpers('signed-in')
  await enter({ deviceKey })
})
