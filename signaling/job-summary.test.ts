import { expect, test } from 'vitest'
import { brand, type DeviceId, type Instant, type UnitId, type WorkerId } from '../lib/core/ids'
import type { UnitWork } from '../lib/server/unit-work'
import { summariseJob } from './job-summary'

const work = (workerId: string, deviceId: string, acceptedAt: number, over: Partial<UnitWork> = {}): UnitWork => ({
  unitId: brand<UnitId>('j:0'),
  workerId: brand<WorkerId>(workerId),
  deviceId: brand<DeviceId>(deviceId),
  name: `page of ${deviceId}`,
  backend: 'wasm',
  transport: 'peer',
  workMs: 1_000,
  frameCount: 4,
  acceptedAt: brand<Instant>(acceptedAt),
  ...over,
})
const span = { startedAt: 0, endedAt: brand<Instant>(12_345) }

test('[COO-8] a device that came back on a new connection is one worker; two pages at once are two', () => {
  const { workers, wallS } = summariseJob(
    [
      ...[work('w1', 'phone', 10), work('w1', 'phone', 20), work('w2', 'phone', 30)],
      ...[work('w3', 'lab', 40), work('w4', 'lab', 50), work('w3', 'lab', 60)],
    ],
    span,
  )
  expect(wallS).toBe(12.345)
  expect(workers.map(({ id, units, frames }) => ({ id, units, frames }))).toEqual([
    { id: 'w1', units: 3, frames: 12 },
    { id: 'w3', units: 2, frames: 8 },
    { id: 'w4', units: 1, frames: 4 },
  ])
})

test('[COO-8] a worker has its most frequent transport and its median time', () => {
  const { workers } = summariseJob(
    [
      work('w1', 'd', 1, { transport: 'http', workMs: 100 }),
      work('w1', 'd', 2, { transport: 'peer', workMs: 300 }),
      work('w1', 'd', 3, { transport: 'peer', workMs: 900 }),
    ],
    span,
  )
  expect(workers[0]).toMatchObject({ transport: 'peer', medianUnitMs: 300 })
})

test('[COO-8] a job that nobody worked on has no workers', () => {
  expect(summariseJob([], span).workers).toEqual([])
})
