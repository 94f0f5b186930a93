/**
 * `npm run bench -- sockets [--json] [--volunteers N] [--seconds S]`: many volunteers on one coordinator, with real sockets, the
 * real database and a job of 10,000 units; only their engines are fake: they take 1 to 3 s a unit, as a lease is meant
 * to. Printed for 300 and for 1,000 volunteers. No rival publishes such figures; the bars are absolute (ms), so a loaded
 * machine makes them worse, never better.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Socket } from 'socket.io-client'
import { brand, unitIdOf, type JobId } from '../lib/core/ids'
import { openDatabase } from '../lib/server/db'
import { readModelVersion } from '../lib/server/model-version'
import { packFrames } from '../lib/protocol/report'
import type { LeaseGranted, WorkerState } from '../lib/protocol/volunteer'
import { ask, connectVolunteer, connected, HELLO } from '../signaling/testing/fake-volunteer'
import { syntheticFace, syntheticFrames } from '../signaling/testing/synthetic-faces'
import { CODE, createTestData, SESSION } from '../signaling/testing/test-grid'
import type { Feeling } from './sockets/coordinator'
import { quantile } from './support/statistics'

const JOB = brand<JobId>('bench-job')
const UNITS = 10_000
const FRAMES_PER_UNIT = 4
const FACES_PER_FRAME = 10
/** A class does not tap the same button in the same millisecond; the QR code is read within this time. */
const JOIN_WITHIN_MS = 10_000
const BARS = { joinedMs: 20_000, roundTripP99Ms: 100, loopDelayP99Ms: 50, addedMb: 100, idleMb: 300 }

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, volunteers: { type: 'string' }, seconds: { type: 'string', default: '30' } },
  allowPositionals: true,
})
const counts = values.volunteers ? [Number(values.volunteers)] : [300, 1_000]
const rows = []
for (const count of counts) rows.push(await measure(count, Number(values.seconds) * 1_000))
report(rows)

type Row = Awaited<ReturnType<typeof measure>>

async function measure(volunteerCount: number, workMs: number) {
  const data = await createTestData()
  await addJob(data.file)
  const coordinator = await startProcess(data.dir)
  try {
    const idle = await coordinator.feeling()
    const crowd = createCrowd(coordinator.url)
    const joinedMs = await crowd.join(volunteerCount)
    await coordinator.feeling()
    crowd.beginMeasuring()
    await crowd.workFor(workMs)
    const busy = await coordinator.feeling()
    const { roundTripsMs, refused } = crowd.stop()
    return {
      volunteers: volunteerCount,
      joinedMs,
      reportsPerS: (roundTripsMs.length / workMs) * 1_000,
      roundTripP50Ms: quantile(roundTripsMs, 0.5),
      roundTripP99Ms: quantile(roundTripsMs, 0.99),
      loopDelayP99Ms: busy.loopDelayP99Ms,
      cpuShare: (busy.cpuMs - idle.cpuMs) / (joinedMs + workMs),
      idleMb: idle.residentMb,
      addedMb: busy.residentMb - idle.residentMb,
      refused,
    }
  } finally {
    await coordinator.stop()
    data.remove()
  }
}

/** A recording of 40,000 frames whose units are all stored: the coordinator takes the job up when it starts. */
async function addJob(file: string): Promise<void> {
  const db = openDatabase(file)
  await db.job.create({
    data: {
      id: JOB,
      sessionId: SESSION,
      mode: 'dynamic',
      phase: 'working',
      openFor: SESSION,
      modelVersion: readModelVersion(),
    },
  })
  await db.media.create({
    data: {
      id: 'media',
      jobId: JOB,
      key: 'k',
      name: 'class.mp4',
      kind: 'video',
      position: 0,
      offsetS: 0,
      isComplete: true,
    },
  })
  const unitAt = (position: number) => ({
    ...{ id: unitIdOf(JOB, position), jobId: JOB, mediaId: 'media', position, isStored: true },
    ...{ checksum: position, sizeBytes: FRAMES_PER_UNIT * 1_000 },
    frames: JSON.stringify(syntheticFrames(position * FRAMES_PER_UNIT * 0.5, FRAMES_PER_UNIT)),
  })
  await db.unit.createMany({ data: Array.from({ length: UNITS }, (_, position) => unitAt(position)) })
  await db.$disconnect()
}

/** Volunteers that answer each lease after a while, as many at once as asked for. */
function createCrowd(url: string) {
  const sockets: Socket[] = []
  const faces = Array.from({ length: FACES_PER_FRAME }, (_, person) => syntheticFace(person + 1, 20 + person * 115))
  let roundTripsMs: number[] = []
  let refused = 0
  let isOver = false

  async function joinOne(index: number, count: number): Promise<void> {
    await pause((index / count) * JOIN_WITHIN_MS)
    const socket = connectVolunteer({ url, code: CODE })
    sockets.push(socket)
    const queue: LeaseGranted[] = []
    let isBusy = false
    /** Slow and quick devices, the same ones in each run. */
    const unitMs = 1_000 + ((index * 7_919) % 2_000)
    const work = async (): Promise<void> => {
      if (isBusy) return
      isBusy = true
      for (let lease = queue.shift(); lease && !isOver; lease = queue.shift()) {
        socket.emit('unit:started', { leaseId: lease.leaseId })
        await pause(unitMs)
        const frames = packFrames(lease.frames.map(() => ({ outcome: 'described', faces })))
        const sentAt = performance.now()
        const answer = await ask(socket, 'unit:report', {
          ...{ leaseId: lease.leaseId, ...frames, workMs: unitMs, transport: 'http' },
        }).catch(() => ({ ok: false }))
        if (isOver) return
        roundTripsMs.push(performance.now() - sentAt)
        if (!answer.ok) refused++
      }
      isBusy = false
    }
    socket.on('lease:granted', (lease: LeaseGranted) => {
      queue.push(lease)
      void work()
    })
    await connected(socket)
    const state = () =>
      socket.emit('worker:state', {
        ...{ isVisible: true, batteryPct: null, isCharging: null, queueLength: queue.length },
        ...{ load: 1, slowdown: 1, transport: 'http' },
      } satisfies WorkerState)
    const beat = setInterval(state, 1_000)
    socket.once('disconnect', () => clearInterval(beat))
    const hello = { ...HELLO, modelVersion: readModelVersion(), calibrationMs: unitMs / FRAMES_PER_UNIT }
    const answer = await ask(socket, 'worker:hello', hello)
    if (!answer.ok) throw new Error(`a volunteer was refused: ${answer.error}`)
  }

  return {
    /** @returns ms until the last one was in */
    join: async (count: number): Promise<number> => {
      const beganAt = performance.now()
      await Promise.all(Array.from({ length: count }, (_, index) => joinOne(index, count)))
      return performance.now() - beganAt
    },
    beginMeasuring: () => {
      roundTripsMs = []
      refused = 0
    },
    workFor: pause,
    stop: () => {
      isOver = true
      for (const socket of sockets) socket.disconnect()
      return { roundTripsMs, refused }
    },
  }
}

async function startProcess(dataDir: string) {
  const script = fileURLToPath(new URL('./sockets/coordinator.ts', import.meta.url))
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', script, dataDir], {
    cwd: join(script, '../../..'),
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const heard = async <Told>(): Promise<Told> => ((await once(child, 'message')) as [Told])[0]
  const { port } = await heard<{ port: number }>()
  return {
    url: `http://127.0.0.1:${port}`,
    feeling: async (): Promise<Feeling> => {
      child.send('feeling')
      return (await heard<{ feeling: Feeling }>()).feeling
    },
    stop: async () => {
      const closed = once(child, 'close')
      child.kill('SIGTERM')
      await closed
    },
  }
}

function report(all: readonly Row[]) {
  const [first] = all
  if (!first) return
  console.log(`sockets: a job of ${UNITS} units, ${FRAMES_PER_UNIT} frames each, ${FACES_PER_FRAME} faces a frame`)
  console.table(
    Object.fromEntries(
      all.map((row) => [
        `${row.volunteers} volunteers`,
        {
          'joined after s': (row.joinedMs / 1_000).toFixed(1),
          'reports a second': row.reportsPerS.toFixed(0),
          'report → answer ms, p50': row.roundTripP50Ms.toFixed(1),
          p99: row.roundTripP99Ms.toFixed(1),
          'event loop delay ms, p99': row.loopDelayP99Ms.toFixed(1),
          'of one core': `${(row.cpuShare * 100).toFixed(0)} %`,
          'idle MB': row.idleMb.toFixed(0),
          'added MB': row.addedMb.toFixed(0),
          refused: row.refused,
        },
      ]),
    ),
  )
  const isMet =
    first.joinedMs <= BARS.joinedMs &&
    first.roundTripP99Ms <= BARS.roundTripP99Ms &&
    first.loopDelayP99Ms <= BARS.loopDelayP99Ms &&
    first.idleMb <= BARS.idleMb &&
    first.addedMb <= BARS.addedMb
  console.log(
    `Bars for ${first.volunteers} (joined ≤ ${BARS.joinedMs / 1_000} s, p99 ≤ ${BARS.roundTripP99Ms} ms, event loop p99 ≤ ${BARS.loopDelayP99Ms} ms, idle ≤ ${BARS.idleMb} MB, added ≤ ${BARS.addedMb} MB): ${isMet ? 'met' : 'MISSED'}`,
  )
  if (values.json) console.log(JSON.stringify({ bench: 'sockets', rows: all, bars: BARS, isMet }))
  process.exitCode = isMet ? 0 : 1
}

/** A device at work: the only thing that this benchmark waits for by the clock. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
