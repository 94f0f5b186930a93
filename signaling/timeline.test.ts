import { expect, test } from 'vitest'
import {
  brand,
  type DeviceId,
  type Instant,
  type JobId,
  type LeaseId,
  type UnitId,
  type WorkerId,
} from '../lib/core/ids'
import { JobTimeline, leaseOutcomes } from '../lib/protocol/timeline'
import type { Lease } from './lease-book'
import { createTimeline } from './timeline'

const START = 1_000_000
const at = (ms: number) => brand<Instant>(START + ms)
const phone = { workerId: brand<WorkerId>('phone'), name: 'Phone', backend: 'webgl', calibrationMs: 80 }
const unit = (position: number, frameCount = 4) => ({ unitId: brand<UnitId>(`j:${position}`), position, frameCount })
const lease = (position: number, grantedMs: number, name = `lease-${position}`): Lease => ({
  ...{ leaseId: brand<LeaseId>(name), unitId: unit(position).unitId, jobId: brand<JobId>('j') },
  ...{ workerId: phone.workerId, deviceId: brand<DeviceId>('d'), grantedAt: at(grantedMs) },
  ...{ isStarted: false, framesDone: 0 },
})
const leaseId = (position: number) => brand<LeaseId>(`lease-${position}`)

function started() {
  const timeline = createTimeline(START)
  timeline.joined(phone, at(0))
  for (const position of [0, 1, 2]) timeline.offered(unit(position), at(0))
  return timeline
}

test('[COO-14] frames count over the time their unit was at work, and no frame is lost or counted twice', () => {
  const timeline = started()
  timeline.granted(lease(0, 0))
  timeline.started(leaseId(0), at(500))
  timeline.ended(leaseId(0), 'accepted', at(2_500))
  expect(timeline.framesBetween(at(0), at(10_000))).toBeCloseTo(4)
  expect(timeline.framesBetween(at(0), at(1_000))).toBeCloseTo(1)
  const { stepS, framesPerS } = timeline.pace(at(4_000))
  expect(stepS).toBe(1)
  expect(framesPerS).toEqual([1, 2, 1, 0])
})

test('[COO-14] what is in progress shows in the pace as far as its worker told', () => {
  const timeline = started()
  const running = lease(0, 0)
  timeline.granted(running)
  timeline.started(leaseId(0), at(0))
  running.framesDone = 2
  expect(timeline.framesBetween(at(0), at(2_000))).toBeCloseTo(2)
  timeline.ended(leaseId(0), 'returned', at(2_000))
  expect(timeline.framesBetween(at(0), at(2_000))).toBe(0)
})

test('[COO-14] a long job has wider steps, never more of them', () => {
  const timeline = started()
  const { stepS, framesPerS } = timeline.pace(at(90 * 60_000))
  expect(stepS).toBe(60)
  expect(framesPerS).toHaveLength(90)
})

test('[COO-14] the record holds every lease with how it ended; an accepted late report has the last word', () => {
  const timeline = started()
  timeline.granted(lease(0, 10))
  timeline.started(leaseId(0), at(20))
  timeline.ended(leaseId(0), 'ran-out', at(4_000))
  timeline.ended(leaseId(0), 'accepted', at(5_000))
  timeline.ended(leaseId(0), 'gone', at(6_000))
  timeline.granted(lease(1, 30))
  timeline.left(phone.workerId, at(7_000))
  const record = timeline.snapshot(at(8_000))
  expect(JobTimeline.parse(record)).toEqual(record)
  expect(record.workers).toEqual([
    { id: 'phone', name: 'Phone', backend: 'webgl', calibrationMs: 80, joinedMs: 0, leftMs: 7_000 },
  ])
  expect(record.units).toEqual([
    [0, 4],
    [0, 4],
    [0, 4],
  ])
  expect(record.leases).toEqual([
    [0, 0, 10, 20, 5_000, leaseOutcomes.indexOf('accepted')],
    [0, 1, 30, null, 8_000, leaseOutcomes.indexOf('cancelled')],
  ])
})

test('[COO-14] work from before a restart is in the record', () => {
  const timeline = createTimeline(START)
  timeline.restored({ worker: phone, position: 2, frameCount: 4, workMs: 800, acceptedAt: at(1_000) })
  expect(timeline.framesBetween(at(0), at(2_000))).toBeCloseTo(4)
  const record = timeline.snapshot(at(2_000))
  expect(record.units).toEqual([
    [0, 0],
    [0, 0],
    [200, 4],
  ])
  expect(record.leases).toEqual([[0, 2, 200, 200, 1_000, 0]])
})

test('[COO-14] a device that fails all day does not fill the memory', () => {
  const timeline = createTimeline(START, 3)
  timeline.joined(phone, at(0))
  timeline.offered(unit(0), at(0))
  for (let turn = 0; turn < 10; turn++) {
    timeline.granted(lease(0, turn, `l${turn}`))
    timeline.ended(brand<LeaseId>(`l${turn}`), 'failed', at(turn))
  }
  expect(timeline.snapshot(at(20)).leases).toHaveLength(3)
})
