import { type JobTimeline, leaseOutcomes, type LeaseOutcome } from '@/lib/protocol/timeline'

export interface TimelineBar {
  readonly fromMs: number
  readonly untilMs: number
  readonly outcome: LeaseOutcome
}

/** One device's part in a job. */
export interface TimelineRow {
  readonly id: string
  readonly name: string
  readonly bars: readonly TimelineBar[]
  readonly counts: Readonly<Record<LeaseOutcome, number>>
  /** Time with a lease at work ÷ the time it was there. */
  readonly busy: number
}

/** A device a row, the one that came first on top; and how long all of it took. */
export function readTimeline(timeline: JobTimeline): {
  readonly lengthMs: number
  readonly rows: readonly TimelineRow[]
} {
  const lengthMs = timeline.leases.reduce((longest, [, , , , endedMs]) => Math.max(longest, endedMs), 1)
  const rows = timeline.workers.map(({ id, name, joinedMs, leftMs }, worker) => {
    const counts = Object.fromEntries(leaseOutcomes.map((outcome) => [outcome, 0])) as Record<LeaseOutcome, number>
    const bars: TimelineBar[] = []
    for (const [owner, , grantedMs, startedMs, endedMs, place] of timeline.leases) {
      const outcome = leaseOutcomes[place]
      if (owner !== worker || outcome === undefined) continue
      counts[outcome] += 1
      bars.push({ fromMs: startedMs ?? grantedMs, untilMs: endedMs, outcome })
    }
    const thereMs = Math.max(1, Math.min(lengthMs, leftMs ?? lengthMs) - joinedMs)
    const atWork = bars.filter(isDone)
    return { id, name, bars: oneAfterAnother(bars), counts, busy: Math.min(1, coveredMs(atWork) / thereMs) }
  })
  // A device that came, held nothing and went is no part of how the work was done.
  return { lengthMs, rows: rows.filter(({ bars }) => bars.length > 0) }
}

/**
 * A device begins its next lease when it has sent the last one's report, a little before that report is accepted. Drawn so, the
 * two would be one bar.
 */
function oneAfterAnother(bars: readonly TimelineBar[]): TimelineBar[] {
  let reached = 0
  return [...bars]
    .sort((one, two) => one.fromMs - two.fromMs)
    .map((bar) => {
      if (!isDone(bar)) return bar
      const fromMs = Math.min(bar.untilMs, Math.max(bar.fromMs, reached))
      reached = Math.max(reached, bar.untilMs)
      return { ...bar, fromMs }
    })
}

const isDone = ({ outcome }: TimelineBar): boolean => outcome === 'accepted' || outcome === 'copy'

/** Length of the union: a device may hold several leases, but works on one at a time. */
function coveredMs(bars: readonly TimelineBar[]): number {
  let covered = 0
  let reached = 0
  for (const { fromMs, untilMs } of [...bars].sort((one, two) => one.fromMs - two.fromMs)) {
    covered += Math.max(0, untilMs - Math.max(fromMs, reached))
    reached = Math.max(reached, untilMs)
  }
  return covered
}

/** One path for all bars of a kind: ten thousand leases are ten thousand rectangles, but only a few elements. */
export function barsPath(
  bars: readonly TimelineBar[],
  { lengthMs, width, top, height }: { lengthMs: number; width: number; top: number; height: number },
): string {
  return bars
    .map(({ fromMs, untilMs }) => {
      const x = (fromMs / lengthMs) * width
      // A gap between neighbours, and something to see of a moment in an hour.
      const w = Math.max(0.4, ((untilMs - fromMs) / lengthMs) * width - 0.4)
      return `M${x.toFixed(2)} ${top}h${w.toFixed(2)}v${height}h-${w.toFixed(2)}z`
    })
    .join('')
}
