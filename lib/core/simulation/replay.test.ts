import { expect, test } from 'vitest'
import { createRandom } from './random'
import type { Recording } from './recording'
import { replay } from './replay'

/** Two devices, one twice as quick, that shared forty units of four frames as well as can be. */
function recorded(): Recording {
  const units = Array.from({ length: 40 }, (_, position) => {
    const isQuick = position % 3 !== 0
    const device = isQuick ? 0 : 1
    const workMs = isQuick ? 800 : 1_600
    return { frameCount: 4, offeredAtMs: 10 * position, done: { device, workMs, atMs: 560 * (position + 1) } }
  })
  const stays = [{ fromMs: 0, untilMs: null }]
  return {
    ...{ version: 1, mode: 'dynamic', units, endedAtMs: 22_400 },
    devices: [
      { name: 'quick', stays, calibratedFrameMs: 210 },
      { name: 'slow', stays, calibratedFrameMs: 390 },
    ],
  }
}

test('a recorded job shows how far it was from the least time, and the simulator comes near to how it went', () => {
  const result = replay(recorded(), { modes: ['dynamic'], deviceCounts: [2] }, createRandom(1))
  expect(result?.asItWent.leastSeconds).toBeCloseTo(21.3, 0)
  expect(result?.asItWent.ratio).toBeCloseTo(1.05, 1)
  expect(Math.abs((result?.simulated.seconds ?? 0) / 22.4 - 1)).toBeLessThan(0.1)
})

test('what if: more devices are quicker, static waits for the slow one', () => {
  const result = replay(recorded(), { modes: ['static', 'dynamic'], deviceCounts: [1, 2, 8] }, createRandom(1))
  const secondsOf = (mode: string, deviceCount: number) =>
    result?.whatIf.find((row) => row.mode === mode && row.deviceCount === deviceCount)?.seconds ?? NaN
  expect(secondsOf('dynamic', 1)).toBeGreaterThan(secondsOf('dynamic', 2))
  expect(secondsOf('dynamic', 2)).toBeGreaterThan(secondsOf('dynamic', 8))
  expect(secondsOf('static', 2)).toBeGreaterThan(1.15 * secondsOf('dynamic', 2))
})

test('a job in which nothing was done says nothing', () => {
  const idle = recorded().units.map((unit) => ({ ...unit, done: null }))
  expect(replay({ ...recorded(), units: idle }, { modes: ['dynamic'], deviceCounts: [2] }, createRandom(1))).toBe(null)
  expect(replay({ ...recorded(), units: [] }, { modes: [], deviceCounts: [] }, createRandom(1))).toBe(null)
})
