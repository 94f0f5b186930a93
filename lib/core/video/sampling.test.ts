import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  isNewInSlot,
  MIN_FRAMES,
  planSampling,
  slotAtOrAfter,
  slotCountOf,
  slotTimeS,
  takeFrames,
  toMillisecond,
} from './sampling'

const lengths = fc.double({ min: 0.4, max: 6 * 3600, noNaN: true })
const plans = fc.integer({ min: 20, max: 5_000 }).map((periodMs) => ({ periodMs }))
/** Presentation times of a video with a frame rate of its own mind, as ticks of 1/90000 s. */
const variableTimes = fc
  .array(fc.integer({ min: 90, max: 400_000 }), { minLength: 1, maxLength: 200 })
  .map((gaps) => gaps.reduce<number[]>((times, gap) => [...times, (times.at(-1) ?? 0) + gap], [0]))
  .map((ticks) => ticks.map((tick) => tick / 90_000))

describe('planning', () => {
  test('[VID-1] short clips get two frames a second, lectures fewer, and the longer never the finer', () => {
    const periodOf = (durationS: number) => planSampling({ durationS, wantedFps: null }).periodMs
    expect(periodOf(60)).toBe(500)
    expect(periodOf(15 * 60)).toBe(1_000)
    expect(periodOf(90 * 60)).toBe(2_000)
    expect(periodOf(3 * 3600)).toBe(4_000)
    fc.assert(
      fc.property(lengths, lengths, (a, b) => {
        expect(periodOf(Math.max(a, b))).toBeGreaterThanOrEqual(periodOf(Math.min(a, b)))
      }),
    )
  })

  test('[VID-1] at least twenty frames of any clip, however short', () => {
    fc.assert(
      fc.property(lengths, (durationS) => {
        const plan = planSampling({ durationS, wantedFps: null })
        const lastFrameAtS = durationS - plan.periodMs / 1_000
        expect(slotCountOf(plan, lastFrameAtS)).toBeGreaterThanOrEqual(MIN_FRAMES)
      }),
    )
  })

  test("[VID-2] the user's own rate wins over the length", () => {
    expect(planSampling({ durationS: 3 * 3600, wantedFps: 4 })).toEqual({ periodMs: 250 })
    expect(planSampling({ durationS: 3, wantedFps: 0.5 })).toEqual({ periodMs: 2_000 })
    expect(planSampling({ durationS: 3, wantedFps: 0 }).periodMs).toBe(60_000)
  })

  test('[VID-1] a camera has no length', () => {
    expect(planSampling({ durationS: null, wantedFps: null })).toEqual({ periodMs: 1_000 })
  })
})

describe('taking frames', () => {
  test('[VID-3] the picture on the screen is taken: the last frame that is not later', () => {
    expect(takeFrames({ periodMs: 500 }, [0, 0.2, 0.45, 0.5, 0.7, 2.1, 2.2, 2.6])).toEqual([0, 0.5, 0.7, 2.2])
  })

  test('[VID-3] what no instant falls on is not taken', () => {
    expect(takeFrames({ periodMs: 500 }, [0, 0.45, 0.9])).toEqual([0, 0.45])
    expect(takeFrames({ periodMs: 500 }, [0])).toEqual([0])
  })

  test('[VID-3] taken times are frames of the video, rise, and are never more than the instants', () => {
    fc.assert(
      fc.property(plans, variableTimes, (plan, times) => {
        const taken = takeFrames(plan, times)
        expect(taken.every((atS) => times.includes(atS))).toBe(true)
        expect(taken).toEqual([...new Set(taken)].sort((a, b) => a - b))
        expect(taken.length).toBeLessThanOrEqual(slotCountOf(plan, times.at(-1) ?? 0))
        expect(taken[0]).toBe(0)
      }),
    )
  })

  test('[VID-3] what is on the screen at an instant has been taken by then', () => {
    fc.assert(
      fc.property(plans, variableTimes, fc.double({ min: 0, max: 1, noNaN: true }), (plan, times, share) => {
        const slot = Math.floor(share * (slotCountOf(plan, times.at(-1) ?? 0) - 1))
        const shown = times.findLast((time) => time <= slotTimeS(plan, slot) + 1e-9) ?? 0
        expect(takeFrames(plan, times)).toContain(shown)
      }),
    )
  })

  test('[VID-4] starting in the middle takes the same frames as starting at the beginning', () => {
    fc.assert(
      fc.property(plans, variableTimes, fc.nat(100), (plan, times, slot) => {
        const afterS = slotTimeS(plan, slot)
        const rest = times.filter((atS) => slotAtOrAfter(plan, atS) > slot)
        const all = takeFrames(plan, times)
        expect(takeFrames(plan, rest)).toEqual(all.filter((atS) => atS > afterS + 1e-7))
      }),
    )
  })

  test('[VID-3] a decoder that asks instant by instant takes the same frames', () => {
    fc.assert(
      fc.property(plans, variableTimes, (plan, times) => {
        const taken: number[] = []
        for (let slot = 0; slot < slotCountOf(plan, times.at(-1) ?? 0); slot++) {
          const shown = times.findLast((time) => time <= slotTimeS(plan, slot) + 1e-7)
          if (shown !== undefined && isNewInSlot(plan, slot, shown)) taken.push(shown)
        }
        expect(taken).toEqual(takeFrames(plan, times))
      }),
    )
  })

  test('[VID-3] equal frames get equal times on the wire, however their time was summed up', () => {
    expect(toMillisecond(1.5015)).toBe(1.502)
    expect(toMillisecond(1.5014999999999998)).toBe(1.502)
    expect(toMillisecond(2.9849222 - 1.4834222)).toBe(1.502)
    expect(toMillisecond(0)).toBe(0)
  })

  test('[VID-3] a tick that falls on an instant belongs to it, whichever way it was computed', () => {
    const plan = { periodMs: 100 }
    expect(slotAtOrAfter(plan, 0.1 + 0.2)).toBe(3)
    expect(slotAtOrAfter(plan, 27_000 / 90_000)).toBe(3)
    expect(slotAtOrAfter(plan, 0.300001)).toBe(4)
  })
})
