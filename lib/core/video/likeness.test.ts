import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gridSizeFor, isWorthKeeping, keepPolicyFor, largestDifference, lumaGridOf, type KeptFrame } from './likeness'

const COLUMNS = 64
const ROWS = 36
const policy = keepPolicyFor({ periodMs: 500 })
const cellsOf = (value: number) => new Uint8Array(COLUMNS * ROWS).fill(value)
const frameOf = (atS: number, cells: Uint8Array): KeptFrame => ({ atS, grid: { columns: COLUMNS, rows: ROWS, cells } })

/** Runs frames through the rule as the feeder does. */
function keep(frames: readonly KeptFrame[]): KeptFrame[] {
  const kept: KeptFrame[] = []
  for (const frame of frames) if (isWorthKeeping(frame, kept.at(-1) ?? null, policy)) kept.push(frame)
  return kept
}

describe('near-identical frames', () => {
  test('[VID-5] camera noise alone is nothing new', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1, max: 1 }), { minLength: 50, maxLength: 50 }), (noise) => {
        const noisy = cellsOf(100).map((value, index) => value + (noise[index % noise.length] ?? 0))
        expect(isWorthKeeping(frameOf(1, noisy), frameOf(0, cellsOf(100)), policy)).toBe(false)
      }),
    )
  })

  test('[VID-6] one small face that changes keeps the frame, wherever it is', () => {
    fc.assert(
      fc.property(fc.nat(COLUMNS * ROWS - 1), fc.integer({ min: 4, max: 100 }), fc.boolean(), (cell, by, darker) => {
        const changed = cellsOf(120)
        changed[cell] = 120 + (darker ? -by : by)
        expect(isWorthKeeping(frameOf(1, changed), frameOf(0, cellsOf(120)), policy)).toBe(true)
      }),
    )
  })

  test('[VID-7] slow change adds up, because the last kept frame is what counts', () => {
    const frames = Array.from({ length: 8 }, (_, index) => frameOf(index * 0.4, cellsOf(50 + index)))
    expect(keep(frames).map(({ atS }) => atS)).toEqual([0, 1.6])
  })

  test('[VID-8] a room that never moves is still looked at every few seconds', () => {
    const frames = Array.from({ length: 100 }, (_, index) => frameOf(index * 0.5, cellsOf(80)))
    const times = keep(frames).map(({ atS }) => atS)
    expect(times.slice(0, 3)).toEqual([0, 4, 8])
    times.slice(1).forEach((atS, index) => expect(atS - (times[index] ?? 0)).toBeLessThanOrEqual(policy.keepEveryS))
  })

  test('[VID-8] in a long lecture too: at least every third sampled frame', () => {
    expect(keepPolicyFor({ periodMs: 4_000 }).keepEveryS).toBe(12)
  })

  test('[VID-5] a picture of another shape is another picture', () => {
    const portrait = { columns: ROWS, rows: COLUMNS, cells: cellsOf(1) }
    expect(largestDifference(portrait, { columns: COLUMNS, rows: ROWS, cells: cellsOf(1) })).toBe(255)
  })
})

describe('the grid', () => {
  test('[VID-5] has square cells, 64 on the longer side', () => {
    expect(gridSizeFor(1280, 720)).toEqual({ columns: 64, rows: 36 })
    expect(gridSizeFor(720, 1280)).toEqual({ columns: 36, rows: 64 })
    expect(gridSizeFor(5_000, 3)).toEqual({ columns: 64, rows: 1 })
  })

  test('[VID-5] a cell is the mean brightness of its pixels', () => {
    const cellPx = 2
    const white = [255, 255, 255, 255]
    const black = [0, 0, 0, 255]
    const rgba = Uint8ClampedArray.from([
      ...white,
      ...black,
      ...white,
      ...white,
      ...black,
      ...white,
      ...white,
      ...white,
    ])
    expect([...lumaGridOf(rgba, { columns: 2, rows: 1, cellPx }).cells]).toEqual([128, 255])
  })
})
