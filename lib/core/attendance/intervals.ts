/** A stretch of time on the session's clock, seconds, end not included. */
export interface Interval {
  readonly startS: number
  readonly endS: number
}

/**
 * Moments seen → stretches present. Each moment stands for one sampling step; stretches less than `fillGapS` apart
 * become one, for heads turn and cameras pan.
 * @param momentsS in any order.
 */
export function presenceIntervals(
  momentsS: readonly number[],
  {
    sampleS,
    fillGapS,
    untilS = Infinity,
  }: { readonly sampleS: number; readonly fillGapS: number; readonly untilS?: number },
): Interval[] {
  const intervals: { startS: number; endS: number }[] = []
  for (const atS of [...momentsS].sort((one, two) => one - two)) {
    const endS = Math.max(atS, Math.min(atS + sampleS, untilS))
    const last = intervals.at(-1)
    if (last && atS - last.endS <= fillGapS) last.endS = Math.max(last.endS, endS)
    else intervals.push({ startS: atS, endS })
  }
  return intervals
}

export const totalSeconds = (intervals: readonly Interval[]): number =>
  intervals.reduce((sum, { startS, endS }) => sum + (endS - startS), 0)
