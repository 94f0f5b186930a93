import { expect, test } from 'vitest'
import { createWorkMeter } from './work-meter'

test('[NOD-3] load is the share of the last ten seconds', () => {
  const meter = createWorkMeter()
  expect(meter.load(0)).toBe(0)
  meter.began(0)
  expect(meter.load(2_000)).toBeCloseTo(0.2)
  meter.ended(5_000, { workMs: 5_000, frameCount: 1 })
  expect(meter.load(10_000)).toBeCloseTo(0.5)
  expect(meter.load(20_000)).toBe(0)
  meter.began(20_000)
  expect(meter.load(60_000)).toBe(1)
})

test('[NOD-3] slowdown compares the latest units with the first, a frame at a time', () => {
  const meter = createWorkMeter()
  const work = (workMs: number, frameCount: number) => meter.ended(0, { workMs, frameCount })
  for (let unit = 0; unit < 4; unit++) work(400, 4)
  expect(meter.slowdown()).toBe(1)
  work(100, 1)
  expect(meter.slowdown()).toBe(1)
  for (let unit = 0; unit < 5; unit++) work(600, 2)
  expect(meter.slowdown()).toBe(3)
})
