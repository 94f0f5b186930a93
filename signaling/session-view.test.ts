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
import { SessionView } from '../lib/protocol/faculty'
import type { StoredMedia } from '../lib/server/media'
import type { StoredUnit, UnitOutcome } from '../lib/server/units'
import { type ConnectedWorker, countUnit, emptyTally, SILENT_STATE } from './connected-worker'
import { countJob, endLiveJob, type LiveJob } from './live-job'
import { predictTimeLeft } from './pace'
import { sharesOfWork, viewSession } from './session-view'
import { HELLO } from './testing/fake-volunteer'
import { syntheticFrames } from './testing/synthetic-faces'

const SESSION = brand<SessionId>('s')
const JOB = brand<JobId>('j')
const MEDIA = brand<MediaId>('m')
const at = brand<Instant>(1_000)

const media = (over: Partial<StoredMedia> = {}): StoredMedia => ({
  ...{ mediaId: MEDIA, jobId: JOB, key: 'k', name: 'a.mp4', kind: 'video', position: 0, offsetS: 0, durationS: 100 },
  ...{
    decodedToS: 50,
    offered: 30,
    skipped: 5,
    undecodable: 1,
    decoder: 'webcodecs',
    isComplete: false,
    fileNames: null,
  },
  ...over,
})

const unit = (position: number, outcome: UnitOutcome): StoredUnit => ({
  ...{ unitId: brand<UnitId>(`j:${position}`), jobId: JOB, mediaId: MEDIA, position, checksum: 0, sizeBytes: 4 },
  ...{ frames: syntheticFrames(position, 4), isStored: position < 2, outcome },
})

const OPEN: UnitOutcome = { type: 'open' }
const jobOf = (units: readonly StoredUnit[], medium = media()): LiveJob => ({
  ...{
    jobId: JOB,
    sessionId: SESSION,
    mode: 'dynamic',
    operation: 'attendance',
    startedAt: 0,
    phase: 'feeding',
    failure: null,
  },
  media: new Map([[MEDIA, medium]]),
  units: new Map(units.map((each) => [each.unitId, each])),
  finalCounts: null,
})

const worker = (over: Partial<ConnectedWorker> = {}): ConnectedWorker => ({
  ...{ workerId: brand<WorkerId>('w'), deviceId: brand<DeviceId>('d'), sessionId: SESSION, hello: HELLO },
  ...{
    isTrusted: false,
    isBarred: false,
    reputation: null,
    joinedAt: at,
    activeSince: at,
    state: SILENT_STATE,
    pausedBy: new Set(),
    restsUntil: null,
    standsBy: false,
    isOnStandby: false,
    breakUntil: null,
    tally: emptyTally(),
  },
  link: { tell: () => undefined, hangUp: () => undefined },
  ...over,
})

const settled = [
  unit(0, { type: 'done', described: 3, failed: 1, faces: 7, facesDescribed: 7 }),
  unit(1, { type: 'given-up', reason: 'engine-error' }),
  unit(2, { type: 'done', described: 4, failed: 0, faces: 2, facesDescribed: 2 }),
]

test('[COO-1] when every unit is settled, offered = described + skipped + undecodable + failed', () => {
  const { frames, units, facesFound } = countJob(jobOf(settled))
  expect(frames).toEqual({ offered: 18, skipped: 5, undecodable: 1, described: 7, failed: 5 })
  expect(frames.offered).toBe(frames.described + frames.skipped + frames.undecodable + frames.failed)
  expect(units).toEqual({ total: 3, done: 2, failed: 1, stored: 2 })
  expect(facesFound).toBe(9)
})

test('[COO-1] an ended job lets go of its units and keeps its counts', () => {
  const job = jobOf(settled)
  const before = countJob(job)
  endLiveJob(job, 'done', null)
  expect(job.units.size).toBe(0)
  expect(countJob(job)).toEqual(before)
})

test('[COO-9] time left = frames to come ÷ the summed speed of those at work', () => {
  const tally = emptyTally()
  countUnit(tally, { workMs: 400, frameCount: 4 })
  const job = jobOf([...settled, unit(3, OPEN), unit(4, OPEN)])
  const remaining = (workers: readonly ConnectedWorker[]) =>
    predictTimeLeft(job, countJob(job), workers)?.remainingS ?? null
  // 8 frames wait, and half the video is still to come, with as many frames as the first half: 20.
  expect(remaining([worker({ tally })])).toBe(3)
  expect(remaining([worker({ tally }), worker({ tally })])).toBe(2)
  expect(remaining([worker({ tally, pausedBy: new Set(['faculty'] as const) })])).toBeNull()
  expect(remaining([])).toBeNull()
})

test('[COO-9] nothing is foretold of a recording of unknown length', () => {
  const job = jobOf([unit(0, OPEN)], media({ durationS: null }))
  expect(predictTimeLeft(job, countJob(job), [worker()])).toBeNull()
})

test('[COO-9] the view is what the protocol says, for every status of a worker', () => {
  const cases = [
    { worker: worker(), holds: 0, status: 'idle' },
    { worker: worker({ isBarred: true }), holds: 0, status: 'barred' },
    { worker: worker(), holds: 2, status: 'working' },
    { worker: worker({ restsUntil: brand<Instant>(2_000) }), holds: 0, status: 'resting' },
    { worker: worker({ restsUntil: brand<Instant>(500) }), holds: 0, status: 'idle' },
    { worker: worker({ pausedBy: new Set(['hidden'] as const) }), holds: 1, status: 'paused' },
    { worker: worker({ pausedBy: new Set(['stand-by'] as const) }), holds: 0, status: 'standing-by' },
    { worker: worker({ isOnStandby: true }), holds: 0, status: 'standing-by' },
    { worker: worker({ pausedBy: new Set(['break'] as const) }), holds: 0, status: 'resting' },
    { worker: worker({ pausedBy: new Set(['break', 'volunteer'] as const) }), holds: 0, status: 'paused' },
  ] as const
  const checks = { verified: 3, disputed: 0 }
  const workers = cases.map((each) => ({ ...each, checks }))
  const view = viewSession({
    ...{ sessionId: SESSION, at, workers, job: jobOf(settled), hasFeeder: true, leasedUnits: 1 },
    timeline: null,
    events: [{ at: 1, text: 'A sentence' }],
  })
  expect(SessionView.safeParse(view).error).toBeUndefined()
  expect(view.workers[0]?.checks).toEqual(checks)
  expect(view.workers.map(({ status }) => status)).toEqual(cases.map(({ status }) => status))
})

test('[COO-9] a volunteer is told counts only', () => {
  const tally = emptyTally()
  countUnit(tally, { workMs: 400, frameCount: 4 })
  const [told] = sharesOfWork([worker({ tally }), worker()], jobOf(settled), 0)
  expect(told?.share).toEqual({
    waitsFor: 'frames',
    ...{ phase: 'working', unitsDoneByYou: 1, framesDoneByYou: 4, unitsDone: 3, unitsTotal: 3, workerCount: 2 },
  })
  expect(sharesOfWork([worker()], null, 0)[0]?.share.phase).toBe('waiting-for-job')
})

test('[COO-9] a volunteer with nothing to do is told what it waits for', () => {
  const waitsFor = (job: LiveJob | null, leased: number) => sharesOfWork([worker()], job, leased)[0]?.share.waitsFor
  expect(waitsFor(null, 0)).toBe('job')
  expect(waitsFor(jobOf([...settled, unit(3, OPEN)]), 0)).toBe('turn')
  expect(waitsFor(jobOf([...settled, unit(3, OPEN)]), 1)).toBe('frames')
  expect(waitsFor({ ...jobOf([...settled, unit(3, OPEN)]), phase: 'working' }, 1)).toBe('others')
  expect(waitsFor({ ...jobOf(settled), phase: 'done' }, 0)).toBe('nothing')
})
