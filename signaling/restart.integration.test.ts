import { afterEach, expect, test } from 'vitest'
import { openDatabase } from '../lib/server/db'
import { readModelVersion } from '../lib/server/model-version'
import { startServer } from './server'
import { connectFaculty, type FakeFeeder, startFeeding, untilPhase } from './testing/fake-feeder'
import { ask, type FakeVolunteer, joinAsVolunteer } from './testing/fake-volunteer'
import { createPlainSite } from './testing/plain-site'
import { type ServerProcess, startServerProcess } from './testing/server-process'
import { syntheticDescriptor } from './testing/synthetic-faces'
import { createSignedInClass, type SignedInClass } from './testing/signed-in-class'
import { CODE } from './testing/test-grid'

const UNITS = 16

let cleanUp: (() => unknown)[] = []
afterEach(async () => {
  for (const undo of cleanUp.reverse()) await undo()
  cleanUp = []
})

/** A data folder with a signed-in owner and three enrolled people, of whom the synthetic frames show the first two. */
async function prepare(): Promise<SignedInClass> {
  const data = await createSignedInClass(
    [1, 2, 3].map((person) => ({
      personId: `p${person}`,
      photos: [1, 2, 3].map((photo) => {
        const noise = syntheticDescriptor(100 + photo)
        return syntheticDescriptor(person).map((value, at) => value + (noise[at] ?? 0) * 0.02)
      }),
    })),
  )
  cleanUp.push(data.remove)
  return data
}

async function serve(dir: string, port?: number): Promise<ServerProcess> {
  const server = await startServerProcess(dir, port)
  cleanUp.push(() => server.end('SIGKILL'))
  return server
}

const joinTwo = (url: string): Promise<FakeVolunteer[]> =>
  Promise.all([1, 2].map(() => joinAsVolunteer({ url, code: CODE, hello: { modelVersion: readModelVersion() } })))

async function offerAndStore(feeder: FakeFeeder, file: string): Promise<void> {
  for (let index = 0; index < UNITS; index++) await feeder.offer(index)
  const db = openDatabase(file)
  await db.unit.updateMany({ data: { isStored: true } })
  await db.$disconnect()
}

async function readRegister(file: string) {
  const db = openDatabase(file)
  const register = {
    marks: await db.mark.findMany({ orderBy: { personId: 'asc' }, omit: { cropKey: true } }),
    tracks: (await db.track.findMany({ omit: { id: true, jobId: true, cropKey: true } })).map((track) =>
      JSON.stringify(track),
    ),
    reports: await db.report.count(),
  }
  await db.$disconnect()
  return { ...register, tracks: register.tracks.sort() }
}

test('[COO-10] killed with -9 in the middle and started again: nothing acknowledged is lost, the register is the same', async () => {
  const calm = await prepare()
  const options = { port: 0, host: '127.0.0.1', logLevel: 'error', createSite: createPlainSite } as const
  const undisturbed = await startServer({ dataDir: calm.dir, ...options })
  const calmWorkers = await joinTwo(undisturbed.url)
  const calmFeeder = await startFeeding(undisturbed.url, { cookie: calm.cookie })
  await offerAndStore(calmFeeder, calm.file)
  calmWorkers.forEach((worker) => worker.workHonestly())
  await calmFeeder.viewWhere(({ job }) => job?.units.done === UNITS)
  calmFeeder.socket.disconnect()
  const closer = await connectFaculty(undisturbed.url, calm.cookie)
  await ask(closer, 'job:complete', { jobId: calmFeeder.jobId })
  await untilPhase(undisturbed.url, calm.cookie, 'done')
  await undisturbed.stop()
  const expected = await readRegister(calm.file)
  expect(expected.marks.map(({ personId, status }) => [personId, status])).toEqual([
    ['p1', 'present'],
    ['p2', 'present'],
    ['p3', 'absent'],
  ])

  const rough = await prepare()
  const killed = await serve(rough.dir)
  const roughWorkers = await joinTwo(killed.url)
  const roughFeeder = await startFeeding(killed.url, { cookie: rough.cookie })
  await offerAndStore(roughFeeder, rough.file)
  await ask(roughFeeder.socket, 'job:complete', { jobId: roughFeeder.jobId })
  const acknowledged: string[] = []
  for (let round = 0; round < 3; round++) {
    for (const worker of roughWorkers) {
      const lease = await worker.nextLease()
      if ((await worker.report(lease)).ok) acknowledged.push(lease.unitId)
    }
  }
  expect(await killed.end('SIGKILL')).toBeNull()
  const db = openDatabase(rough.file)
  const stored = await db.report.findMany({ where: { unitId: { in: acknowledged } } })
  await db.$disconnect()
  expect(stored).toHaveLength(acknowledged.length)

  const again = await serve(rough.dir, killed.port)
  const backAgain = await joinTwo(again.url)
  backAgain.forEach((worker) => worker.workHonestly())
  await untilPhase(again.url, rough.cookie, 'done')
  expect(backAgain.flatMap(({ granted }) => granted).filter(({ unitId }) => acknowledged.includes(unitId))).toEqual([])
  expect(await again.end('SIGTERM')).toBe(0)
  expect(await readRegister(rough.file)).toEqual(expected)
}, 300_000)
