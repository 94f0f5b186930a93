/** A stretch of time on the session's clock, seconds, end not included. */
export interface Interval {
  readonly startS: number
  readonly endS: number
}

/** Stretches in any order → stretches in order, those at most `fillGapS` apart made one. */
export function joinIntervals(intervals: readonly Interval[], fillGapS: number): Interval[] {
  const joined: { startS: number; endS: number }[] = []
  for (const { startS, endS } of [...intervals].sort((one, two) => one.startS - two.startS || one.endS - two.endS)) {
    const last = joined.at(-1)
    if (last && startS - last.endS <= fillGapS) last.endS = Math.max(last.endS, endS)
    else joined.push({ startS, endS: Math.max(startS, endS) })
  }
  return joined
}

export const totalSeconds = (intervals: readonly Interval[]): number =>
  intervals.reduce((sum, { startS, endS }) => sum + (endS - startS), 0)
