import { crc32 } from 'node:zlib'
import sharp from 'sharp'
import { afterEach, expect, test } from 'vitest'
import type { UnitId } from '../../lib/core/ids'
import type { FrameInfo } from '../../lib/core/video/frame'
import type { FrameResult } from '../../lib/protocol/report'
import type { LeaseGranted } from '../../lib/protocol/volunteer'
import { createDiskBlobs, createSealedBlobs } from '../../lib/server/blob-store'
import { getCoordinatorPort } from '../../lib/server/coordinator-port'
import { openDatabase } from '../../lib/server/db'
import { readModelVersion } from '../../lib/server/model-version'
import { readPayload, storePayload } from '../../lib/server/payloads'
import { setWitness } from '../../lib/server/witness'
import { startServer } from '../server'
import { type FakeFeeder, startFeeding } from '../testing/fake-feeder'
import { ask, type FakeVolunteer, joinAsVolunteer } from '../testing/fake-volunteer'
import { createPlainSite } from '../testing/plain-site'
import { createSignedInClass, type SignedInClass } from '../testing/signed-in-class'
import { syntheticDescriptor, syntheticFace } from '../testing/synthetic-faces'
import { CODE, testVault } from '../testing/test-grid'

/**
 * The whole coordinator over real sockets; only engines are fakes, those of the volunteers and the witness's. A frame is a
 * picture of one grey, and the grey says who is in it, so that a fake engine sees what is there whatever the frame is called.
 */
const UNITS = 24
const FRAMES = 4
const [WIDTH, HEIGHT] = [320, 240]

let cleanUp: (() => unknown)[] = []
afterEach(async () => {
  for (const undo of cleanUp.reverse()) await undo()
  cleanUp = []
})

const greyOf = (frame: number): number => 40 + (frame % 2) * 100
/** Everybody sits still; person 3 is there in every other frame only, and person 4 never. */
const seenIn = (grey: number): readonly number[] => (grey < 90 ? [1, 2, 3] : [1, 2])

async function describe(jpeg: Uint8Array): Promise<FrameResult> {
  const { channels } = await sharp(jpeg).stats()
  const faces = seenIn(channels[0]?.mean ?? 0).map((seed, index) => ({
    ...syntheticFace(seed),
    box: { x: 30 + index * 90, y: 80, width: 60, height: 70 },
  }))
  return { outcome: 'described', faces }
}

/** Somebody who garbles every descriptor, so that whoever is in its frames is nobody. */
const bend = (answer: FrameResult, by: number): FrameResult =>
  answer.outcome === 'failed'
    ? answer
    : {
        ...answer,
        faces: answer.faces.map((face, index) => ({ ...face, descriptor: syntheticDescriptor(900 + by + index) })),
      }

async function openClass(): Promise<SignedInClass> {
  const school = await createSignedInClass(
    [1, 2, 3, 4].map((seed) => ({
      personId: `p${seed}`,
      photos: [1, 2, 3].map((photo) => {
        const noise = syntheticDescriptor(100 + photo)
        return syntheticDescriptor(seed).map((value, at) => value + (noise[at] ?? 0) * 0.02)
      }),
    })),
  )
  cleanUp.push(school.remove)
  return school
}

async function startCoordinator(school: SignedInClass) {
  const options = { port: 0, host: '127.0.0.1', logLevel: 'error', audits: 'on', createSite: createPlainSite } as const
  const server = await startServer({ dataDir: school.dir, ...options })
  cleanUp.push(() => server.stop())
  setWitness({
    wake: () => undefined,
    describe: async (frames) => ({
      workMs: 1,
      faces: await Promise.all(
        frames.map(async ({ jpeg, views }) => {
          const seen = await describe(jpeg)
          return views.map(({ box }) => {
            const face = seen.outcome === 'described' ? seen.faces.find((each) => each.box.x === box.x) : undefined
            return face ? { descriptor: face.descriptor, widthPx: 60, quality: 1 } : null
          })
        }),
      ),
    }),
    describeFrames: (jpegs) => Promise.all(jpegs.map(describe)),
  })
  return server
}

async function offerAll(feeder: FakeFeeder, school: SignedInClass): Promise<void> {
  const db = openDatabase(school.file)
  const blobs = createSealedBlobs(createDiskBlobs(`${school.dir}/blobs`), testVault)
  for (let index = 0; index < UNITS; index++) {
    const jpegs = await Promise.all(
      Array.from({ length: FRAMES }, (_, frame) => {
        const level = greyOf(index * FRAMES + frame)
        const background = { r: level, g: level, b: level }
        return sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background } })
          .jpeg()
          .toBuffer()
      }),
    )
    const payload = new Uint8Array(Buffer.concat(jpegs))
    const frames = jpegs.map((jpeg, frame): FrameInfo => ({
      ...{ atS: index * FRAMES + frame, widthPx: WIDTH, heightPx: HEIGHT, sizeBytes: jpeg.byteLength },
    }))
    const { jobId, mediaId, socket } = feeder
    const offered = await ask<{ unitId: string }>(socket, 'unit:offer', {
      ...{ jobId, mediaId, index, frames, checksum: crc32(payload) },
    })
    if (!offered.ok) throw new Error(offered.error)
    await storePayload({ db, blobs }, offered.value.unitId as UnitId, payload)
    getCoordinatorPort()?.payloadStored(offered.value.unitId as UnitId)
  }
  cleanUp.push(() => db.$disconnect())
  const count = UNITS * FRAMES
  const totals = {
    decodedToS: count,
    offered: count,
    skipped: 0,
    undecodable: 0,
    decoder: 'webcodecs',
    durationS: count,
  }
  await ask(feeder.socket, 'media:done', { jobId: feeder.jobId, mediaId: feeder.mediaId, ...totals })
  await ask(feeder.socket, 'job:complete', { jobId: feeder.jobId })
}

/** Works as a real node does: fetches the lease's bytes by its name and path, and describes what is in them. */
async function startWorking(
  url: string,
  school: SignedInClass,
  change: (answer: FrameResult, count: number) => FrameResult = (answer) => answer,
): Promise<FakeVolunteer & { readonly leases: LeaseGranted[] }> {
  const worker = await joinAsVolunteer({ url, code: CODE, hello: { modelVersion: readModelVersion() } })
  const db = openDatabase(school.file)
  const blobs = createSealedBlobs(createDiskBlobs(`${school.dir}/blobs`), testVault)
  cleanUp.push(() => db.$disconnect())
  let count = 0
  const leases: LeaseGranted[] = []
  const work = async (lease: LeaseGranted): Promise<void> => {
    leases.push(lease)
    const unitId = lease.unitId as UnitId
    const payload =
      getCoordinatorPort()?.auditPayload(lease.leaseId as never, unitId) ?? (await readPayload({ db, blobs }, unitId))
    if (!payload || crc32(payload) !== lease.checksum) throw new Error('not the frames of this lease')
    const answers: FrameResult[] = []
    let at = 0
    for (const { sizeBytes } of lease.frames) {
      answers.push(change(await describe(new Uint8Array(payload.subarray(at, at + sizeBytes))), count++))
      at += sizeBytes
    }
    worker.socket.emit('unit:started', { leaseId: lease.leaseId })
    await worker.report(lease, answers)
  }
  worker.socket.on('lease:granted', (lease: LeaseGranted) => void work(lease).catch(() => undefined))
  return { ...worker, leases }
}

async function readMarks(school: SignedInClass) {
  const db = openDatabase(school.file)
  const marks = await db.mark.findMany({ orderBy: { personId: 'asc' } })
  const devices = await db.workerDevice.findMany()
  const reports = await db.report.count()
  await db.$disconnect()
  return {
    marks: marks.map(({ personId, status, seenS, verification }) => [personId, status, seenS, verification]),
    reputations: devices.map(({ reputation }) => JSON.parse(reputation ?? 'null') as { proven: number } | null),
    reports,
  }
}

const EXPECTED = [
  ['p1', 'present'],
  ['p2', 'present'],
  ['p3', 'present'],
  ['p4', 'absent'],
]

test('[TRU-34] honest volunteers: checks are made, nobody is accused, and the register is released', async () => {
  const school = await openClass()
  const server = await startCoordinator(school)
  const workers = await Promise.all([1, 2, 3].map(() => startWorking(server.url, school)))
  const feeder = await startFeeding(server.url, { cookie: school.cookie })
  await offerAll(feeder, school)
  const view = await feeder.viewWhere(({ job }) => job?.phase === 'done')
  const { marks, reputations, reports } = await readMarks(school)
  expect(marks.map((mark) => mark.slice(0, 2))).toEqual(EXPECTED)
  expect(reports).toBe(UNITS)
  expect(reputations.every((reputation) => reputation?.proven === 0)).toBe(true)
  expect(view.events.map(({ text }) => text).join('\n')).not.toMatch(/do not hold|done again/)
  // More leases than units: the audits, under names of ordinary units.
  const leases = workers.flatMap((worker) => worker.leases)
  expect(leases.length).toBeGreaterThan(UNITS)
  for (const { unitId, frames, payloadPath } of leases) {
    expect(Number(unitId.split(':').at(-1))).toBeLessThan(UNITS)
    expect(payloadPath).toMatch(/\/units\/\d{1,2}\/payload$/)
    expect(frames).toHaveLength(FRAMES)
  }
}, 120_000)

test('[TRU-34] a liar among three honest ones is found before the register is released, and its units are done again', async () => {
  const school = await openClass()
  const server = await startCoordinator(school)
  const honest = await Promise.all([1, 2, 3].map(() => startWorking(server.url, school)))
  const liar = await startWorking(server.url, school, bend)
  const feeder = await startFeeding(server.url, { cookie: school.cookie })
  await offerAll(feeder, school)
  const view = await feeder.viewWhere(({ job }) => job?.phase === 'done')
  expect(liar.leases.length).toBeGreaterThan(0)
  const { marks, reputations } = await readMarks(school)
  expect(marks.map((mark) => mark.slice(0, 2))).toEqual(EXPECTED)
  expect(marks.map((mark) => mark[3])).toEqual(['witnessed', 'witnessed', 'witnessed', null])
  const said = view.events.map(({ text }) => text).join('\n')
  expect(said).toMatch(/gave answers that do not hold; it gets no more work/)
  expect(said).toMatch(/done again/)
  expect(reputations.filter((reputation) => (reputation?.proven ?? 0) > 0)).toHaveLength(1)
  const db = openDatabase(school.file)
  const byLiar = await db.report.count({ where: { workerId: liar.workerId } })
  await db.$disconnect()
  expect(byLiar).toBe(0)
  expect(honest.flatMap(({ leases }) => leases).length).toBeGreaterThan(UNITS)
}, 120_000)
