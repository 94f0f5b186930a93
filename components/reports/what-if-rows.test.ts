import { expect, test } from 'vitest'
import type { JobTimeline } from '@/lib/protocol/timeline'
import { deviceCountsFor, workOutWhatIf } from './what-if-rows'

/** Forty units of four frames on two equal devices, each unit 2 s. */
const timeline: JobTimeline = {
  startedAt: 0,
  workers: ['Lab', 'Phone'].map((name) => ({
    ...{ id: name, name, backend: 'wasm', calibrationMs: 500, joinedMs: 0, leftMs: null },
  })),
  units: Array.from({ length: 40 }, () => [0, 4]),
  leases: Array.from({ length: 40 }, (_, unit) => {
    const begunMs = Math.floor(unit / 2) * 2_000
    return [unit % 2, unit, begunMs, begunMs, begunMs + 2_000, 0]
  }),
}

test('[REP-12] what if: more devices would have been quicker, one alone slower, and what was is told apart', () => {
  const answer = workOutWhatIf(timeline, 'dynamic')
  expect(answer?.asItWent.seconds).toBeCloseTo(40)
  expect(answer?.rows.map(({ deviceCount }) => deviceCount)).toEqual([1, 2, 4, 8])
  expect(answer?.rows.find(({ isAsItWas }) => isAsItWas)?.deviceCount).toBe(2)
  const seconds = answer?.rows.map(({ seconds }) => seconds.dynamic ?? Infinity) ?? []
  expect(seconds).toEqual([...seconds].sort((one, other) => other - one))
  expect(seconds[0]).toBeGreaterThan(70)
  // The simulator's own run of what was: near enough to believe the others.
  expect(answer?.simulated.seconds).toBeGreaterThan(36)
  expect(answer?.simulated.seconds).toBeLessThan(48)
})

test('[REP-12] a job in which nothing was done says nothing about others', () => {
  expect(workOutWhatIf({ ...timeline, leases: [] }, 'dynamic')).toBeNull()
})

test('[REP-12] the numbers of devices are told once each, and in order', () => {
  expect(deviceCountsFor(1)).toEqual([1, 2, 4])
  expect(deviceCountsFor(5)).toEqual([1, 3, 5, 10, 20])
})
