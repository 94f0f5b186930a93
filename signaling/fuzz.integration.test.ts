import { EventEmitter } from 'node:events'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Socket } from 'socket.io-client'
import { packFrames } from '../lib/protocol/report'
import { FACULTY_EVENTS, type FacultyIdentity, type FacultySocket, serveFaculty } from './handlers/faculty'
import type { Reading } from './handlers/read'
import { serveVolunteer, VOLUNTEER_EVENTS, type VolunteerIdentity, type VolunteerSocket } from './handlers/volunteer'
import { connectFaculty, type FakeFeeder, startFeeding } from './testing/fake-feeder'
import { ask, connected, connectVolunteer, type FakeVolunteer, HELLO, joinAsVolunteer } from './testing/fake-volunteer'
import { describeSynthetically, syntheticFrames } from './testing/synthetic-faces'
import {
  CODE,
  createTestData,
  MODEL_VERSION,
  OTHER_SESSION,
  OTHER_CODE,
  OTHER_TEACHER,
  SESSION,
  startTestGrid,
  type TestGrid,
} from './testing/test-grid'

/** Packets sent over each connection, and events thrown at each set of handlers; the environment asks for a long run. */
const PACKETS = Number(process.env.MUSTER_FUZZ_PACKETS ?? 1_000)
const EVENTS = Number(process.env.MUSTER_FUZZ_EVENTS ?? 20_000)

let data: Awaited<ReturnType<typeof createTestData>>
let coordinator: TestGrid
let feeder: FakeFeeder
let worker: FakeVolunteer
let rejections: unknown[]
let broken: unknown[]
const onRejection = (reason: unknown) => rejections.push(reason)

beforeEach(async () => {
  rejections = []
  broken = []
  process.on('unhandledRejection', onRejection)
  data = await createTestData()
  coordinator = await startTestGrid(data.dir)
  feeder = await startFeeding(coordinator.url)
  worker = await joinAsVolunteer({ url: coordinator.url, code: CODE })
  await feeder.offer(0)
  await feeder.offer(1)
})
afterEach(async () => {
  process.off('unhandledRejection', onRejection)
  await coordinator.stop()
  data.remove()
})

/** Everything that a hostile event must not change. Who is connected is no part of it. */
async function readState() {
  const { db, grid } = coordinator
  return {
    jobs: await db.job.findMany(),
    media: await db.media.findMany(),
    units: await db.unit.findMany(),
    reports: await db.report.findMany(),
    marks: await db.mark.findMany(),
    live: [...grid.floor.jobs.values()].map(({ phase, units, media }) => ({
      phase,
      units: units.size,
      media: media.size,
    })),
    held: grid.floor.leases.heldCount(),
    pausedBy: [...(grid.floor.workers.get(worker.workerId as never)?.pausedBy ?? [])],
  }
}

/** Real names and numbers of this job, so that what is forged gets past the schemas now and then. */
const forgeries = () =>
  fc.oneof(
    fc.constantFrom<string>(
      ...[SESSION, feeder.jobId, feeder.mediaId, worker.workerId, `${feeder.jobId}:0`, `${feeder.jobId}:1`],
      ...worker.granted.map(({ leaseId }) => leaseId),
      ...['pause', 'hidden', 'dynamic', 'video', 'webcodecs', 'no-payload', '__proto__', ''],
    ),
    fc.integer({ min: -2, max: 20 }),
  )

const KEYS = [
  ...['jobId', 'mediaId', 'sessionId', 'leaseId', 'unitId', 'workerId', 'index', 'frames', 'checksum', 'framesDone'],
  ...['reason', 'mode', 'sampleFps', 'key', 'name', 'kind', 'durationS', 'decodedToS', 'offered', 'skipped', 'to'],
  ...['undecodable', 'decoder', 'command', 'linkId', 'data', 'descriptors', 'workMs', 'transport', 'protocolVersion'],
]

const payloads = () => {
  const anything = fc.anything({ withNullPrototype: false, withBigInt: false, maxDepth: 3 })
  const leaf = fc.oneof(forgeries(), anything, fc.uint8Array({ maxLength: 64 }))
  const nearly = fc.dictionary(fc.constantFrom(...KEYS), fc.oneof(leaf, fc.array(leaf, { maxLength: 3 })), {
    maxKeys: 12,
  })
  return fc.oneof(leaf, nearly, fc.array(nearly, { maxLength: 4 }))
}

/**
 * Sends random packets on a connection made by `open`. Socket.IO itself hangs up on packets it can't read (too many binary
 * parts, for one), so a connection that ended is opened again.
 */
async function fuzz(open: () => Promise<Socket>, events: ReadonlySet<string>): Promise<void> {
  const names = fc.oneof(
    fc.constantFrom(...events),
    fc.string({ maxLength: 20 }).filter((name) => !RESERVED.has(name)),
  )
  const packets = fc.array(fc.tuple(names, fc.array(payloads(), { maxLength: 3 })), { minLength: 5, maxLength: 5 })
  let socket = await open()
  await fc.assert(
    fc.asyncProperty(packets, async (sent) => {
      if (!socket.connected) socket = await open()
      const hungUp = new Promise((resolve) => socket.once('disconnect', resolve))
      for (const [event, args] of sent) socket.emit(event, ...args)
      // A connection is answered in order, so everything before this was handled.
      await Promise.race([ask(socket, 'no:such-event'), hungUp])
    }),
    { numRuns: Math.ceil(PACKETS / 5) },
  )
  socket.disconnect()
}

const RESERVED = new Set(['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener'])

test('[PRO-1] whatever a stranger’s volunteer connection sends changes nothing and breaks nothing', async () => {
  const before = await readState()
  await fuzz(async () => {
    const stranger = connectVolunteer({ url: coordinator.url, code: OTHER_CODE })
    await connected(stranger)
    return stranger
  }, VOLUNTEER_EVENTS)
  expect(await readState()).toEqual(before)
  expect(rejections).toEqual([])
})

test('[PRO-1] whatever another teacher’s page sends changes nothing of this session and breaks nothing', async () => {
  const before = await readState()
  await fuzz(() => connectFaculty(coordinator.url, `user=${OTHER_TEACHER}`), FACULTY_EVENTS)
  expect(await readState()).toEqual(before)
  expect(rejections).toEqual([])
})

test('[PRO-1] a volunteer who joined and then sends nonsense can spoil its own leases only', async () => {
  const other = await joinAsVolunteer({ url: coordinator.url, code: CODE })
  other.workHonestly()
  worker.socket.disconnect()
  await fuzz(async () => (await joinAsVolunteer({ url: coordinator.url, code: CODE })).socket, VOLUNTEER_EVENTS)
  await feeder.offerAll(2)
  await feeder.viewWhere(({ job }) => job?.units.done === 2)
  expect(await coordinator.db.report.count()).toBe(2)
  expect(rejections).toEqual([])
})

/** Well-formed events of every kind, about this session's own job, unit, lease and worker. */
const wellFormed = (): readonly (readonly [string, Record<string, unknown>])[] => {
  const { jobId, mediaId } = feeder
  const leaseId = worker.granted[0]?.leaseId
  const totals = { decodedToS: 5, offered: 9, skipped: 9, undecodable: 0, decoder: 'webcodecs' }
  const frames = syntheticFrames(0, 4)
  return [
    ['worker:hello', { ...HELLO }],
    ['worker:state', { ...{ isVisible: false, batteryPct: 5, isCharging: false }, ...IDLE }],
    ['worker:leaving', { reason: 'stopped' }],
    ['lease:returned', { leaseId }],
    ['unit:started', { leaseId }],
    ['unit:progress', { leaseId, framesDone: 1 }],
    ['unit:failed', { leaseId, reason: 'engine-error' }],
    ['unit:report', { leaseId, ...packFrames(describeSynthetically(frames)), workMs: 5, transport: 'http' }],
    ['signal:send', { linkId: 'l', to: { feederOf: jobId }, data: 'x' }],
    ['session:watch', { sessionId: SESSION }],
    ['job:open', { sessionId: SESSION, mode: 'dynamic', sampleFps: null }],
    ['job:feed', { jobId }],
    ['job:cancel', { jobId }],
    ['job:complete', { jobId }],
    ['media:open', { jobId, key: 'other', name: 'other.mp4', kind: 'video', durationS: 5 }],
    ['media:progress', { jobId, mediaId, ...totals }],
    ['media:done', { jobId, mediaId, ...totals, durationS: 5 }],
    ['unit:offer', { jobId, mediaId, index: 7, checksum: 1, frames }],
    ['worker:command', { workerId: worker.workerId, command: 'shutdown' }],
  ]
}
const IDLE = { queueLength: 0, load: 0, slowdown: 1, transport: 'none' }

/** Throws events straight at the handlers, fifty a connection: ten thousand in the time of a few hundred packets. */
async function throwAtHandlers(serve: (socket: FakeSocket) => void): Promise<void> {
  const connect = (): FakeSocket => {
    const socket = new FakeSocket()
    serve(socket)
    return socket
  }
  const known = connect()
  const events = wellFormed().filter(([event]) => known.listenerCount(event) > 0)
  const mutated = fc.record({
    event: fc.constantFrom(...events),
    changes: fc.dictionary(fc.constantFrom(...KEYS), payloads(), { maxKeys: 2 }),
    answer: fc.constantFrom<unknown>(() => undefined, undefined, null, 'answer', {}),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(mutated, { minLength: 50, maxLength: 50 }), async (thrown) => {
      const socket = connect()
      for (const { event, changes, answer } of thrown) socket.emit(event[0], { ...event[1], ...changes }, answer)
      await coordinator.db.job.count()
      socket.emit('disconnect')
    }),
    { numRuns: Math.ceil(EVENTS / 50) },
  )
}

/** As much of a Socket.IO socket as the handlers use. */
class FakeSocket extends EventEmitter {
  readonly connected = true
  data: object = {}
  join(): void {}
  disconnect(): void {}
}

test('[PRO-1] forged and mutated events of a stranger change nothing, straight at the volunteers’ handlers', async () => {
  const before = await readState()
  await throwAtHandlers((socket) => {
    socket.data = { sessionId: OTHER_SESSION, keyHash: 'k', isOwner: false } satisfies VolunteerIdentity
    const services = { ...coordinator.grid, iceServers: [], modelVersion: MODEL_VERSION }
    // It has what the handlers use; Socket.IO's own class has a hundred members more.
    serveVolunteer(socket as unknown as VolunteerSocket, services, reading())
  })
  expect(await readState()).toEqual(before)
  expect([broken, rejections]).toEqual([[], []])
})

test('[PRO-1] forged and mutated events of another teacher change nothing, straight at the faculty handlers', async () => {
  const before = await readState()
  await throwAtHandlers((socket) => {
    socket.data = { userId: OTHER_TEACHER } satisfies FacultyIdentity
    const services = { ...coordinator.grid, ownsSession: async () => false }
    serveFaculty(socket as unknown as FacultySocket, services, reading())
  })
  expect(await readState()).toEqual(before)
  expect([broken, rejections]).toEqual([[], []])
})

const reading = (): Reading => ({
  metrics: coordinator.grid.floor.metrics,
  onBroken: (event, error) => broken.push([event, error]),
})

test('[PRO-3] refused events are counted, by event and reason', async () => {
  await ask(worker.socket, 'unit:report', { leaseId: 7 })
  await ask(worker.socket, 'unit:report', { leaseId: 7 })
  await ask(worker.socket, 'made:up', 1)
  const metrics = await coordinator.grid.port.metrics()
  expect(metrics).toContain('muster_refused_events_total{event="unit:report",reason="malformed"} 2')
  expect(metrics).toContain('muster_refused_events_total{event="unknown",reason="malformed"} 1')
})
