import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Socket } from 'socket.io-client'
import { packFrames, type FrameResult } from '../../lib/protocol/report'
import type { LeaseGranted, WorkerState } from '../../lib/protocol/volunteer'
import { readModelVersion } from '../../lib/server/model-version'
import { ask, connected, connectVolunteer, HELLO } from '../../signaling/testing/fake-volunteer'
import { syntheticDescriptor, syntheticFace } from '../../signaling/testing/synthetic-faces'

/** A class does not tap the same button in the same millisecond; the QR code is read within this time. */
const JOIN_WITHIN_MS = 10_000
const DELAY_PERIOD_MS = 10

export interface CrowdOptions {
  readonly url: string
  readonly code: string
  readonly framesPerUnit: number
  readonly facesPerFrame: number
}

/**
 * Volunteers with everything but an engine: each takes its leases one after another, 1 to 3 s a unit as a lease is meant to
 * take, tells its beginning, each frame and each second what a real page tells, and reports as an honest engine does.
 */
export function createCrowd({ url, code, framesPerUnit, facesPerFrame }: CrowdOptions) {
  const sockets: Socket[] = []
  // Packed once: what a report costs its phone is not measured here.
  const packed = packFrames(honestFrames(framesPerUnit, facesPerFrame))
  let roundTripsMs: number[] = []
  let refused = 0
  let isOver = false
  const delay = monitorEventLoopDelay({ resolution: DELAY_PERIOD_MS })
  let cpuBefore = process.cpuUsage()
  let beganAt = performance.now()

  async function joinOne(index: number, count: number): Promise<void> {
    await pause((index / count) * JOIN_WITHIN_MS)
    const socket = connectVolunteer({ url, code })
    sockets.push(socket)
    const queue: LeaseGranted[] = []
    let isBusy = false
    /** Slow and quick devices, the same ones in each run. */
    const unitMs = 1_000 + ((index * 7_919) % 2_000)
    const work = async (): Promise<void> => {
      if (isBusy) return
      isBusy = true
      for (let lease = queue.shift(); lease && !isOver; lease = queue.shift()) {
        const { leaseId } = lease
        socket.emit('unit:started', { leaseId })
        for (let framesDone = 1; framesDone <= framesPerUnit; framesDone++) {
          await pause(unitMs / framesPerUnit)
          socket.emit('unit:progress', { leaseId, framesDone })
        }
        // What was sent last is waited for while the next unit runs, as a page does.
        void report(leaseId)
      }
      isBusy = false
    }
    const report = async (leaseId: string): Promise<void> => {
      const sentAt = performance.now()
      const answer = await ask(socket, 'unit:report', {
        ...{ leaseId, ...packed, workMs: unitMs, transport: 'peer' },
      }).catch(() => ({ ok: false }))
      if (isOver) return
      roundTripsMs.push(performance.now() - sentAt)
      if (!answer.ok) refused++
    }
    socket.on('lease:granted', (lease: LeaseGranted) => {
      queue.push(lease)
      void work()
    })
    socket.on('lease:revoked', ({ leaseId }: { leaseId: string }) => {
      const place = queue.findIndex((lease) => lease.leaseId === leaseId)
      if (place >= 0) queue.splice(place, 1)
    })
    await connected(socket)
    const state = () =>
      socket.emit('worker:state', {
        ...{ isVisible: true, batteryPct: null, isCharging: null, queueLength: queue.length },
        ...{ load: 1, slowdown: 1, transport: 'peer' },
      } satisfies WorkerState)
    const beat = setInterval(state, 1_000)
    socket.once('disconnect', () => clearInterval(beat))
    const hello = { ...HELLO, modelVersion: readModelVersion(), calibrationMs: unitMs / framesPerUnit }
    const answer = await ask(socket, 'worker:hello', hello)
    if (!answer.ok) throw new Error(`a volunteer was refused: ${answer.error}`)
  }

  return {
    /** @returns ms until the last one was in */
    join: async (count: number): Promise<number> => {
      const joiningAt = performance.now()
      await Promise.all(Array.from({ length: count }, (_, index) => joinOne(index, count)))
      return performance.now() - joiningAt
    },
    beginMeasuring: () => {
      roundTripsMs = []
      refused = 0
      delay.enable()
      delay.reset()
      cpuBefore = process.cpuUsage()
      beganAt = performance.now()
    },
    workFor: pause,
    /** With what the crowd itself cost: its own lateness is in every round trip. */
    stop: () => {
      isOver = true
      const { user, system } = process.cpuUsage(cpuBefore)
      const cpuShare = (user + system) / 1e3 / (performance.now() - beganAt)
      const loopDelayP99Ms = Math.max(0, delay.percentile(99) / 1e6 - DELAY_PERIOD_MS)
      for (const socket of sockets) socket.disconnect()
      return { roundTripsMs, refused, cpuShare, loopDelayP99Ms }
    },
  }
}

/** Each face of the unit described in two frames (the engine's two best views) and only located in the others. */
function honestFrames(frameCount: number, faceCount: number): FrameResult[] {
  const views = Array.from({ length: faceCount }, (_, person) =>
    [0, 1].map((view) => ({ ...syntheticFace(person + 1, 20 + person * 115), descriptor: nearly(person + 1, view) })),
  )
  return Array.from({ length: frameCount }, (_, frame) => ({
    outcome: 'described',
    faces: views.flatMap((both) => {
      const face = both[Math.min(1, Math.floor((frame * 2) / frameCount))]
      const isDescribed = frame === 0 || frame === Math.ceil(frameCount / 2)
      return face ? [isDescribed ? face : { ...face, isLocated: true as const }] : []
    }),
  }))
}

/** Two views of a person are alike, never the same. */
const nearly = (person: number, view: number): Float32Array => {
  const noise = syntheticDescriptor(1_000 + person * 2 + view)
  return syntheticDescriptor(person).map((value, column) => value + 0.1 * (noise[column] ?? 0))
}

/** A device at work: the only thing that this benchmark waits for by the clock. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
