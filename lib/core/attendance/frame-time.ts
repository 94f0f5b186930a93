import { keepPolicyFor } from '../video/likeness'
import { joinIntervals, type Interval } from './intervals'

/** What each described frame stands for, by its time. */
export type FrameSpans = ReadonlyMap<number, Interval>

/**
 * A frame stands for the time until the next one: frames between were skipped because they showed the same. It never
 * stands for longer than a still room goes unlooked at, for then frames failed or the camera was off.
 * @param frameTimesS ascending; @param untilS end of the class, where the last frame's time ends at the latest.
 */
export function frameSpans(
  frameTimesS: readonly number[],
  { sampleS, untilS = Infinity }: { readonly sampleS: number; readonly untilS?: number },
): FrameSpans {
  const longestS = keepPolicyFor({ periodMs: sampleS * 1000 }).keepEveryS
  const times = [...new Set(frameTimesS)]
  return new Map(
    times.map((startS, i) => {
      const next = times[i + 1]
      const lengthS = next === undefined ? sampleS : Math.min(next - startS, longestS)
      return [startS, { startS, endS: Math.max(startS, Math.min(startS + lengthS, untilS)) }]
    }),
  )
}

/** Moments someone was seen → stretches of presence. Moments that are no described frame count for nothing. */
export function presenceIntervals(momentsS: readonly number[], spans: FrameSpans, fillGapS: number): Interval[] {
  return joinIntervals(
    momentsS.flatMap((atS) => spans.get(atS) ?? []),
    fillGapS,
  )
}
