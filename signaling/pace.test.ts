import { expect, test } from 'vitest'
import {
  brand,
  type DeviceId,
  type Instant,
  type JobId,
  type MediaId,
  type SessionId,
  type UnitId,
  type WorkerId,
} from '../lib/core/ids'
import { type ConnectedWorker, countUnit, emptyTally, SILENT_STATE } from './connected-worker'
import { countJob, type LiveJob } from './live-job'
import { efficiencyOf, predictTimeLeft, soloFramesPerS } from './pace'
import { HELLO } from './testing/fake-volunteer'
import { syntheticFrames } from './testing/synthetic-faces'
import { createTimeline } from './timeline'

const at = (ms: number) => brand<Instant>(ms)

function worker(frameMs: readonly number[], over: Partial<ConnectedWorker> = {}): ConnectedWorker {
  const tally = emptyTally()
  for (const ms of frameMs) countUnit(tally, { workMs: ms * 4, frameCount: 4 })
  return {
    ...{
      workerId: brand<WorkerId>('w'),
      deviceId: brand<DeviceId>('d'),
      sessionId: brand<SessionId>('s'),
      hello: HELLO,
    },
    ...{
      isTrusted: false,
      isBarred: false,
      reputation: null,
      joinedAt: at(0),
      activeSince: at(0),
      state: SILENT_STATE,
      pausedBy: new Set(),
      tally,
    },
    ...{ restsUntil: null, standsBy: false, isOnStandby: false, breakUntil: null },
    link: { tell: () => undefined, hangUp: () => undefined },
    ...over,
  }
}

function jobOf(unitCount: number): LiveJob {
  const jobId = brand<JobId>('j')
  const mediaId = brand<MediaId>('m')
  const units = Array.from({ length: unitCount }, (_, position) => ({
    ...{ unitId: brand<UnitId>(`j:${position}`), jobId, mediaId, position, checksum: 0, sizeBytes: 4 },
    ...{ frames: syntheticFrames(position, 4), isStored: true, outcome: { type: 'open' } as const },
  }))
  return {
    ...{
      jobId,
      sessionId: brand<SessionId>('s'),
      mode: 'dynamic',
      operation: 'attendance',
      startedAt: 0,
      phase: 'working',
      failure: null,
    },
    ...{ media: new Map(), units: new Map(units.map((unit) => [unit.unitId, unit])), finalCounts: null },
  }
}

test('[COO-9] steady devices leave little doubt about the time left, unsteady and unmeasured ones more', () => {
  const job = jobOf(250)
  const range = (workers: readonly ConnectedWorker[]) => {
    const left = predictTimeLeft(job, countJob(job), workers)
    if (!left) throw new Error('nothing was foretold')
    return left
  }
  const steady = range([worker([100, 100, 100, 100])])
  expect(steady).toEqual({ remainingS: 100, leastS: 100, mostS: 101 })
  const unsteady = range([worker([50, 80, 120, 200])])
  expect(unsteady.leastS).toBeLessThan(unsteady.remainingS)
  expect(unsteady.mostS).toBeGreaterThan(unsteady.remainingS + 10)
  const unmeasured = range([worker([])])
  expect(unmeasured.mostS / unmeasured.leastS).toBeGreaterThan(2)
  // Several unsteady devices make up for each other.
  const four = range(Array.from({ length: 4 }, () => worker([50, 80, 120, 200])))
  expect(four.mostS / four.leastS).toBeLessThan(unsteady.mostS / unsteady.leastS)
})

test('[COO-14] efficiency is what the grid did of what its devices can do alone', () => {
  const timeline = createTimeline(0)
  const self = worker([100, 100, 100])
  timeline.joined({ workerId: self.workerId, name: 'w', backend: 'wasm', calibrationMs: 50 }, at(0))
  for (let position = 0; position < 20; position++) {
    timeline.restored({
      worker: { workerId: self.workerId, name: 'w', backend: 'wasm' },
      ...{ position, frameCount: 4, workMs: 400, acceptedAt: at(500 * (position + 1)) },
    })
  }
  // 4 frames each 500 ms, where 5 would fit.
  expect(efficiencyOf([self], timeline, { startedAt: 0, at: at(10_000) })).toBeCloseTo(0.8, 1)
  expect(efficiencyOf([self], timeline, { startedAt: 0, at: at(300) })).toBeNull()
  expect(
    efficiencyOf([{ ...self, pausedBy: new Set(['faculty']) }], timeline, { startedAt: 0, at: at(10_000) }),
  ).toBeNull()
})

test('[COO-14] only devices at work count for what could be done', () => {
  const workers = [
    worker([100]),
    worker([50]),
    worker([10], { pausedBy: new Set(['battery']) }),
    worker([10], { restsUntil: at(9_000) }),
  ]
  expect(soloFramesPerS(workers, at(1_000))).toBeCloseTo(30)
})
