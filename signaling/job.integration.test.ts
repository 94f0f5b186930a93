import { afterEach, beforeEach, expect, test } from 'vitest'
import type { JobId } from '../lib/core/ids'
import { JobTimeline, leaseOutcomes } from '../lib/protocol/timeline'
import { FRAMES_PER_UNIT, startFeeding, startWatching } from './testing/fake-feeder'
import { ask, joinAsVolunteer } from './testing/fake-volunteer'
import { CODE, createTestData, MODEL_VERSION, startTestGrid, type TestGrid } from './testing/test-grid'

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

const join = (over: Partial<Parameters<typeof joinAsVolunteer>[0]> = {}) =>
  joinAsVolunteer({ url: coordinator.url, code: CODE, ...over })

/** Tells that every unit's frames are stored, as the route that takes them does. */
async function storeAll(jobId: string, count: number): Promise<void> {
  await coordinator.db.unit.updateMany({ where: { jobId, position: { lt: count } }, data: { isStored: true } })
  for (const unit of coordinator.grid.floor.jobs.get(jobId as JobId)?.units.values() ?? [])
    if (unit.position < count) coordinator.grid.port.payloadStored(unit.unitId)
}

test('[COO-1] a job goes from open to done, every frame accounted for', async () => {
  const workers = await Promise.all([join(), join(), join()])
  workers.forEach((worker) => worker.workHonestly())
  const feeder = await startFeeding(coordinator.url)
  await feeder.offerAll(20, { skipped: 7, undecodable: 2 })
  await storeAll(feeder.jobId, 20)
  const view = await feeder.viewWhere(({ job }) => job?.phase === 'done')

  expect(view.job?.units).toEqual({ total: 20, done: 20, leased: 0, failed: 0, stored: 20 })
  const frames = { offered: 20 * FRAMES_PER_UNIT + 9, skipped: 7, undecodable: 2, described: 80, failed: 0 }
  expect(view.job?.frames).toEqual(frames)
  expect(view.job?.facesFound).toBe(160)
  expect(view.events.map(({ text }) => text)).toContain('Firefox on Android joined (WebGL)')
  expect(coordinator.refreshed.at(-1)).toBe(feeder.jobId)
  expect(await coordinator.db.report.count()).toBe(20)

  const stored = await coordinator.db.job.findUniqueOrThrow({ where: { id: feeder.jobId } })
  expect(stored.phase).toBe('done')
  const timeline = JobTimeline.parse(JSON.parse(stored.timeline ?? ''))
  const accepted = timeline.leases.filter(([, , , , , outcome]) => leaseOutcomes[outcome] === 'accepted')
  expect(accepted.map(([, position]) => position).toSorted((a, b) => a - b)).toEqual([...Array(20).keys()])
  expect(timeline.workers).toHaveLength(3)
  const summary = JSON.parse(stored.summary) as { workers: { units: number; backend: string }[] }
  expect(summary.workers.reduce((sum, { units }) => sum + units, 0)).toBe(20)
  expect(summary.workers.every(({ backend }) => backend === 'webgl')).toBe(true)
})

test('[COO-2] a report is on disk before it is acknowledged', async () => {
  const worker = await join()
  const feeder = await startFeeding(coordinator.url)
  await feeder.offer(0)
  const lease = await worker.nextLease()
  expect(await coordinator.db.report.count()).toBe(0)
  expect(await worker.report(lease)).toEqual({ ok: true })
  const row = await coordinator.db.report.findUniqueOrThrow({ where: { unitId: lease.unitId } })
  expect(row).toMatchObject({ leaseId: lease.leaseId, workerId: worker.workerId, described: 4, failed: 0, faces: 8 })
})

test('[COO-3] the same report twice, at once or later, is acknowledged twice and stored once', async () => {
  const worker = await join()
  const feeder = await startFeeding(coordinator.url)
  await feeder.offer(0)
  const lease = await worker.nextLease()
  const answers = await Promise.all([worker.report(lease), worker.report(lease), worker.report(lease)])
  answers.push(await worker.report(lease))
  expect(answers.map(({ ok }) => ok)).toEqual([true, true, true, true])
  expect(await coordinator.db.report.count()).toBe(1)
})

test('[COO-4] a worker that vanishes in the middle loses its units to another at once', async () => {
  const [lost, other] = [await join(), await join()]
  const feeder = await startFeeding(coordinator.url)
  other.socket.emit('worker:state', {
    ...{
      isVisible: false,
      batteryPct: null,
      isCharging: null,
      queueLength: 0,
      load: 0,
      slowdown: 1,
      transport: 'none',
    },
  })
  await feeder.viewWhere(({ workers }) => workers.some(({ status }) => status === 'paused'))
  await feeder.offer(0)
  const lease = await lost.nextLease()
  lost.socket.emit('unit:started', { leaseId: lease.leaseId })
  lost.vanish()
  other.socket.emit('worker:state', {
    ...{ isVisible: true, batteryPct: null, isCharging: null, queueLength: 0, load: 0, slowdown: 1, transport: 'none' },
  })
  const again = await other.nextLease()
  expect(again.unitId).toBe(lease.unitId)
  expect(again.leaseId).not.toBe(lease.leaseId)
  expect(await other.report(again)).toEqual({ ok: true })
})

test('[COO-4] a worker that falls silent is gone after 5 s, and its unit goes to another', async () => {
  const silent = await join()
  const feeder = await startFeeding(coordinator.url)
  await feeder.offer(0)
  const lease = await silent.nextLease()
  silent.fallSilent()
  await feeder.viewWhere(({ workers }) => workers.length === 0)
  const view = await feeder.viewWhere(({ events }) => events.length > 0)
  expect(view.events.map(({ text }) => text)).toContain('Firefox on Android is gone; its unit goes to others')
  expect((await (await join()).nextLease()).unitId).toBe(lease.unitId)
})

test('[COO-4] a device that lost its connection while it worked may hand in what it did', async () => {
  const deviceKey = 'the-same-device-again'
  const first = await join({ deviceKey })
  const feeder = await startFeeding(coordinator.url)
  await feeder.offer(0)
  const lease = await first.nextLease()
  first.vanish()
  const second = await join({ deviceKey })
  expect(second.workerId).not.toBe(first.workerId)
  expect(await second.report(lease)).toEqual({ ok: true })
  const stranger = await join()
  expect(await stranger.report(lease)).toEqual({ ok: false, error: 'not-yours' })
  expect(await coordinator.db.report.count()).toBe(1)
})

test('[COO-5] a report that makes no sense is refused and its unit done by another', async () => {
  const liar = await join()
  const feeder = await startFeeding(coordinator.url)
  await feeder.offer(0)
  const lease = await liar.nextLease()
  expect(await liar.report(lease, [])).toEqual({ ok: false, error: 'malformed' })
  const twoFrames = [1, 2].map(() => ({ outcome: 'described', faces: [] }) as const)
  expect(await liar.report(lease, twoFrames)).toEqual({ ok: false, error: 'malformed' })
  expect(await coordinator.db.report.count()).toBe(0)
  const honest = await join()
  honest.workHonestly()
  await feeder.offerAll(1)
  await storeAll(feeder.jobId, 1)
  const view = await feeder.viewWhere(({ job }) => job?.phase === 'done')
  expect(view.job?.frames).toMatchObject({ described: FRAMES_PER_UNIT, failed: 0 })
})

test('[COO-6] without its feeder a job goes on from the stored frames, waits for the rest, and says so', async () => {
  const feeder = await startFeeding(coordinator.url)
  const onlooker = await startFeeding(coordinator.url)
  await feeder.socket.timeout(5_000).emitWithAck('job:feed', { jobId: feeder.jobId })
  for (let index = 0; index < 4; index++) await feeder.offer(index)
  await storeAll(feeder.jobId, 2)
  feeder.socket.disconnect()
  await onlooker.viewWhere(({ job }) => job?.hasFeeder === false)
  const worker = await join()
  worker.workHonestly()
  const view = await onlooker.viewWhere(({ job }) => job?.units.done === 2)
  expect(view.events.map(({ text }) => text).join()).toContain('waits for 2 units that only that page has')
  expect(worker.granted.map(({ unitId, hasFeeder }) => ({ unitId, hasFeeder }))).toEqual([
    { unitId: `${feeder.jobId}:0`, hasFeeder: false },
    { unitId: `${feeder.jobId}:1`, hasFeeder: false },
  ])
  await onlooker.socket.timeout(5_000).emitWithAck('job:feed', { jobId: feeder.jobId })
  await onlooker.viewWhere(({ job }) => job?.units.done === 4)
})

test('[COO-6] a page that is reloaded after the last offer may still bring what nobody has', async () => {
  const feeder = await startFeeding(coordinator.url)
  await feeder.offerAll(2)
  await storeAll(feeder.jobId, 1)
  feeder.socket.disconnect()
  const again = await startFeeding(coordinator.url)
  expect(again.jobId).toBe(feeder.jobId)
  expect(again.opened).toMatchObject({ mediaId: feeder.mediaId, nextIndex: 1 })
  expect((await again.offer(1)).ok).toBe(true)
  expect(await again.offer(2)).toEqual({ ok: false, error: 'wrong-state' })
  const worker = await join()
  worker.workHonestly()
  await again.viewWhere(({ job }) => job?.units.done === 2)
})

test('[COO-7] a cancelled job takes its leases back and its frames away, and the session can open another', async () => {
  const worker = await join()
  const feeder = await startFeeding(coordinator.url)
  await feeder.offer(0)
  const lease = await worker.nextLease()
  expect(await feeder.socket.timeout(5_000).emitWithAck('job:cancel', { jobId: feeder.jobId })).toEqual({ ok: true })
  await feeder.viewWhere(({ job }) => job?.phase === 'cancelled')
  expect(worker.revoked).toEqual([lease.leaseId])
  expect(await worker.report(lease)).toEqual({ ok: false, error: 'too-late' })
  expect(coordinator.framesDeletedOf).toEqual([feeder.jobId])
  const next = await startFeeding(coordinator.url)
  expect(next.jobId).not.toBe(feeder.jobId)
})

test('[COO-7] a recording without a single frame fails with a sentence instead of marking everybody absent', async () => {
  const feeder = await startFeeding(coordinator.url)
  await feeder.offerAll(0)
  const view = await feeder.viewWhere(({ job }) => job?.phase === 'failed')
  expect(view.job?.failure).toContain('could be decoded')
  expect(coordinator.refreshed).toEqual([])
})

test('[COO-16] the mode changes while the job runs: nothing is lost or done twice, and it is kept', async () => {
  const workers = await Promise.all([join(), join()])
  const feeder = await startFeeding(coordinator.url)
  for (let index = 0; index < 6; index++) await feeder.offer(index)
  for (const mode of ['static', 'weighted'] as const) {
    expect(await ask(feeder.socket, 'job:mode', { jobId: feeder.jobId, mode })).toEqual({ ok: true })
    await feeder.viewWhere(({ job }) => job?.mode === mode)
  }
  workers.forEach((worker) => worker.workHonestly())
  await feeder.offerAll(20)
  await storeAll(feeder.jobId, 20)
  const { job } = await feeder.viewWhere((view) => view.job?.phase === 'done')
  expect(job?.units).toMatchObject({ total: 20, done: 20, failed: 0 })
  expect(await coordinator.db.report.count()).toBe(20)
  expect((await coordinator.db.job.findUniqueOrThrow({ where: { id: feeder.jobId } })).mode).toBe('weighted')
  expect(await ask(feeder.socket, 'job:mode', { jobId: feeder.jobId, mode: 'static' })).toMatchObject({ ok: false })
})

test('[COO-20] a page that never comes back: the job ends with what is there when faculty says so', async () => {
  const worker = await join()
  worker.workHonestly()
  const feeder = await startFeeding(coordinator.url)
  for (let index = 0; index < 4; index++) await feeder.offer(index)
  await feeder.viewWhere(({ job }) => job?.units.done === 4)
  worker.vanish()
  await feeder.offer(4)
  await feeder.offer(5)
  await storeAll(feeder.jobId, 4)
  const watcher = await startWatching(coordinator.url)
  const { jobId } = feeder
  expect(await ask(watcher.socket, 'job:finish', { jobId })).toEqual({ ok: false, error: 'wrong-state' })
  feeder.socket.disconnect()
  await watcher.viewWhere(({ job }) => job?.hasFeeder === false)
  expect(await ask(watcher.socket, 'job:finish', { jobId })).toEqual({ ok: true })
  const view = await watcher.viewWhere(({ job }) => job?.phase === 'done')
  expect(view.job?.units).toMatchObject({ total: 6, done: 4, failed: 2 })
  expect(view.events.map(({ text }) => text)).toContain('The job finishes with what is there; 2 units never arrived')
  const stored = await coordinator.db.job.findUniqueOrThrow({ where: { id: jobId } })
  expect(stored.modelVersion).toBe(MODEL_VERSION)
})

test('[COO-21] the last job of a session is shown after a restart, too', async () => {
  const worker = await join()
  worker.workHonestly()
  const feeder = await startFeeding(coordinator.url)
  await feeder.offerAll(3)
  await storeAll(feeder.jobId, 3)
  const before = await feeder.viewWhere(({ job }) => job?.phase === 'done')
  await coordinator.stop()
  coordinator = await startTestGrid(data.dir)
  const watcher = await startWatching(coordinator.url)
  const after = watcher.views.at(-1)
  expect(after?.job).toMatchObject({ phase: 'done', units: before.job?.units, frames: before.job?.frames })
})
