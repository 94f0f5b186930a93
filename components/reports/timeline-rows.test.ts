import { expect, test } from 'vitest'
import type { JobTimeline } from '@/lib/protocol/timeline'
import { barsPath, readTimeline } from './timeline-rows'

const worker = (id: string, over: Partial<JobTimeline['workers'][number]> = {}) => ({
  ...{ id, name: id, backend: 'webgl', calibrationMs: 50, joinedMs: 0, leftMs: null },
  ...over,
})

test('[REP-11] each device has a row with its leases, how each ended, and how busy it was', () => {
  const { lengthMs, rows } = readTimeline({
    startedAt: 0,
    workers: [worker('Lab'), worker('Phone', { joinedMs: 2_000, leftMs: 6_000 }), worker('Visitor')],
    units: [],
    leases: [
      [0, 0, 0, 100, 4_100, 0],
      // Granted while the first ran: the two overlap and count once.
      [0, 1, 3_000, 4_000, 8_000, 0],
      [1, 2, 2_000, null, 3_000, 3],
      [1, 3, 2_500, 4_000, 6_000, 5],
      [1, 4, 2_500, 3_000, 5_000, 0],
    ],
  })
  expect(lengthMs).toBe(8_000)
  expect(rows.map(({ id }) => id)).toEqual(['Lab', 'Phone'])
  expect(rows[0]?.counts).toMatchObject({ accepted: 2, failed: 0 })
  expect(rows[0]?.busy).toBeCloseTo(7_900 / 8_000)
  expect(rows[0]?.bars.map(({ fromMs, untilMs }) => [fromMs, untilMs])).toEqual([
    [100, 4_100],
    [4_100, 8_000],
  ])
  expect(rows[1]?.counts).toMatchObject({ accepted: 1, returned: 1, moved: 1 })
  expect(rows[1]?.busy).toBeCloseTo(0.5)
  expect(rows[1]?.bars[0]).toEqual({ fromMs: 2_000, untilMs: 3_000, outcome: 'returned' })
})

test('[REP-11] a bar lies where its lease lay in time', () => {
  const bars = [{ fromMs: 250, untilMs: 500, outcome: 'accepted' }] as const
  expect(barsPath(bars, { lengthMs: 1_000, width: 100, top: 2, height: 8 })).toBe('M25.00 2h24.60v8h-24.60z')
})
