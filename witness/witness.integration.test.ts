import { crc32 } from 'node:zlib'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { UnitId } from '../lib/core/ids'
import { distance } from '../lib/core/recognition/distance'
import type { Box, DescribedFace } from '../lib/core/recognition/face'
import type { FrameInfo } from '../lib/core/video/frame'
import type { FrameResult } from '../lib/protocol/report'
import type { LeaseGranted } from '../lib/protocol/volunteer'
import { createDiskBlobs, createSealedBlobs } from '../lib/server/blob-store'
import { getCoordinatorPort } from '../lib/server/coordinator-port'
import { openDatabase } from '../lib/server/db'
import { readModelVersion } from '../lib/server/model-version'
import { storePayload } from '../lib/server/payloads'
import { createNodeEngine, type NodeEngine } from '../lib/worker/engine/node'
import { samplePhoto } from '../lib/worker/engine/testing/photos'
import { startFeeding, untilPhase, type FakeFeeder } from '../signaling/testing/fake-feeder'
import { ask, type FakeVolunteer, joinAsVolunteer } from '../signaling/testing/fake-volunteer'
import { startServer } from '../signaling/server'
import { createPlainSite } from '../signaling/testing/plain-site'
import { startServerProcess } from '../signaling/testing/server-process'
import { createSignedInClass, type SignedInClass } from '../signaling/testing/signed-in-class'
import { syntheticDescriptor, syntheticFace } from '../signaling/testing/synthetic-faces'
import { CODE, testVault } from '../signaling/testing/test-grid'

/**
 * The witness with the real nets, over real sockets. Volunteers are fakes that send what the test says; the photos are the
 * samples inside the face-api package.
 */
let engine: NodeEngine
/** Two frames of the people of one sample photo, and one of nobody. */
let frames: readonly { readonly jpeg: Uint8Array; readonly info: FrameInfo }[]
let truth: readonly FrameResult[]
/** Somebody of another sample photo. */
let absentee: DescribedFace

let cleanUp: (() => unknown)[] = []
afterEach(async () => {
  for (const undo of cleanUp.reverse()) await undo()
  cleanUp = []
})

beforeAll(async () => {
  engine = await createNodeEngine()
  const room = sharp(samplePhoto(1)).resize({ width: 960 })
  const pictures = [
    await room.clone().jpeg({ quality: 90 }).toBuffer(),
    await room.clone().modulate({ brightness: 1.05 }).jpeg({ quality: 85 }).toBuffer(),
    await sharp({ create: { width: 960, height: 640, channels: 3, background: '#778' } })
      .jpeg()
      .toBuffer(),
  ]
  frames = await Promise.all(
    pictures.map(async (picture, atS) => {
      const { width, height } = await sharp(picture).metadata()
      return {
        jpeg: new Uint8Array(picture),
        info: { atS, widthPx: width, heightPx: height, sizeBytes: picture.length },
      }
    }),
  )
  truth = await engine.describeFrames(frames.map(({ jpeg }) => jpeg))
  const [others] = await engine.describeFrames([new Uint8Array(samplePhoto(2))])
  const inRoom = facesOf(truth[0])
  const [stranger] = facesOf(others).filter(({ descriptor }) =>
    inRoom.every((face) => distance(face.descriptor, descriptor) > 0.6),
  )
  if (!stranger || inRoom.length < 2) throw new Error('the sample photos are not what this test takes them for')
  absentee = stranger
}, 120_000)
afterAll(() => engine.stop())

const facesOf = (result: FrameResult | undefined): readonly DescribedFace[] =>
  result?.outcome === 'described' ? result.faces : []

/** Enrolled: two who are in the room, one who is not, and three whose faces are nobody's. */
async function enrol(): Promise<SignedInClass> {
  const [one, two] = facesOf(truth[0])
  if (!one || !two) throw new Error('two faces were asked for')
  const people = [
    { personId: 'here-1', photos: [one.descriptor] },
    { personId: 'here-2', photos: [two.descriptor] },
    { personId: 'away', photos: [absentee.descriptor] },
    ...[1, 2, 3].map((seed) => ({ personId: `nobody-${seed}`, photos: [syntheticDescriptor(seed)] })),
  ]
  const school = await createSignedInClass(people)
  cleanUp.push(school.remove)
  return school
}

/** Offers one unit of all frames, again and again at later times, and keeps their bytes where the coordinator looks. */
async function offerAndStore(feeder: FakeFeeder, school: SignedInClass, unitCount: number): Promise<void> {
  const payload = new Uint8Array(Buffer.concat(frames.map(({ jpeg }) => jpeg)))
  const db = openDatabase(school.file)
  const blobs = createSealedBlobs(createDiskBlobs(`${school.dir}/blobs`), testVault)
  for (let index = 0; index < unitCount; index++) {
    const { jobId, mediaId, socket } = feeder
    const infos = frames.map(({ info }) => ({ ...info, atS: info.atS + index * frames.length }))
    const offered = await ask<{ unitId: string }>(socket, 'unit:offer', {
      ...{ jobId, mediaId, index, checksum: crc32(payload), frames: infos },
    })
    if (!offered.ok) throw new Error(offered.error)
    const stored = await storePayload({ db, blobs }, offered.value.unitId as UnitId, payload)
    if (!stored.ok) throw new Error(stored.problem)
    // As the route says it that takes the frames; a coordinator in another process waits for it in vain, then goes on.
    getCoordinatorPort()?.payloadStored(offered.value.unitId as UnitId)
  }
  await db.$disconnect()
}

async function finishFeeding({ socket, jobId, mediaId }: FakeFeeder, unitCount: number): Promise<void> {
  const count = unitCount * frames.length
  const totals = {
    decodedToS: count,
    offered: count,
    skipped: 0,
    undecodable: 0,
    decoder: 'webcodecs',
    durationS: count,
  }
  await ask(socket, 'media:done', { jobId, mediaId, ...totals })
  await ask(socket, 'job:complete', { jobId })
}

const join = (url: string): Promise<FakeVolunteer> =>
  joinAsVolunteer({ url, code: CODE, hello: { modelVersion: readModelVersion() } })

const answerWith = (worker: FakeVolunteer, answer: (lease: LeaseGranted) => readonly FrameResult[]): void =>
  void worker.socket.on('lease:granted', (lease: LeaseGranted) => {
    worker.report(lease, answer(lease)).catch(() => undefined)
  })

async function startCoordinator(school: SignedInClass) {
  const options = { port: 0, host: '127.0.0.1', logLevel: 'error', createSite: createPlainSite } as const
  const server = await startServer({ dataDir: school.dir, ...options })
  cleanUp.push(() => server.stop())
  return server
}

async function readRegister(school: SignedInClass) {
  const db = openDatabase(school.file)
  const marks = await db.mark.findMany({ orderBy: { personId: 'asc' } })
  const checks = await db.witnessCheck.findMany()
  await db.$disconnect()
  return { marks: new Map(marks.map((mark) => [mark.personId, mark])), checks }
}

/** Runs a whole job of `UNITS` units with these answers from three volunteers. */
async function runJob(school: SignedInClass, answer: (lease: LeaseGranted) => readonly FrameResult[]) {
  const server = await startCoordinator(school)
  const workers = await Promise.all([1, 2, 3].map(() => join(server.url)))
  for (const worker of workers) answerWith(worker, answer)
  const feeder = await startFeeding(server.url, { cookie: school.cookie })
  await offerAndStore(feeder, school, UNITS)
  await finishFeeding(feeder, UNITS)
  return feeder.viewWhere(({ job }) => job?.phase === 'done')
}
const UNITS = 5

test('[TRU-30] honest volunteers: who is there is present, and a second look agrees', async () => {
  const school = await enrol()
  const startedAt = performance.now()
  await runJob(school, () => truth)
  const { marks, checks } = await readRegister(school)
  for (const personId of ['here-1', 'here-2'])
    expect(marks.get(personId)).toMatchObject({ status: 'present', verification: 'witnessed' })
  expect(marks.get('away')).toMatchObject({ status: 'absent', verification: null })
  expect(checks).toHaveLength(4)
  for (const { apart } of checks) expect(apart).toBeLessThan(0.001)
  expect(performance.now() - startedAt).toBeLessThan(60_000)
}, 120_000)

/** What liars may point at, frame by frame: somebody else's face, a corner with nobody in it, the whole of an empty frame. */
const places = (): readonly Box[] => [
  facesOf(truth[0])[0]?.box ?? { x: 0, y: 0, width: 1, height: 1 },
  { x: 4, y: 4, width: 60, height: 70 },
  { x: 0, y: 0, width: 960, height: 640 },
]

test('[TRU-30] a test with nothing but colluding volunteers adds nobody', async () => {
  const school = await enrol()
  // United, and with the absent person's own photo at hand: the descriptor could not be better.
  const forged = places().map((box): FrameResult => ({
    outcome: 'described',
    faces: [{ ...syntheticFace(1), box, score: 0.99, descriptor: absentee.descriptor }],
  }))
  const view = await runJob(school, () => forged)
  const { marks, checks } = await readRegister(school)
  expect([...marks.values()].filter(({ status }) => status !== 'absent' && status !== 'review')).toEqual([])
  expect(marks.get('away')).toMatchObject({ status: 'review', verification: 'refuted' })
  expect(marks.get('away')?.reason).toContain('looked at again')
  expect(checks.length).toBeGreaterThan(0)
  expect(view.events.map(({ text }) => text).join()).toContain('a second look did not find')
}, 120_000)

test('[TRU-33] killed before a register is released and started again: it is looked at then', async () => {
  const school = await enrol()
  const killed = await startServerProcess(school.dir)
  cleanUp.push(() => killed.end('SIGKILL'))
  const worker = await join(killed.url)
  answerWith(worker, () => truth)
  const feeder = await startFeeding(killed.url, { cookie: school.cookie })
  await offerAndStore(feeder, school, UNITS)
  await feeder.viewWhere(({ job }) => job?.units.done === UNITS)
  const merging = feeder.viewWhere(({ job }) => job?.phase === 'merging')
  await finishFeeding(feeder, UNITS)
  await merging
  expect(await killed.end('SIGKILL')).toBeNull()
  const before = await readRegister(school)
  expect([...before.marks.values()].filter(({ verification }) => verification === 'witnessed')).toEqual([])

  const server = await startCoordinator(school)
  await untilPhase(server.url, school.cookie, 'done')
  const { marks, checks } = await readRegister(school)
  for (const personId of ['here-1', 'here-2'])
    expect(marks.get(personId)).toMatchObject({ status: 'present', verification: 'witnessed' })
  expect(checks).toHaveLength(4)
}, 120_000)
