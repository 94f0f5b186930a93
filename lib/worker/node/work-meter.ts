import { median } from '../../core/statistics'

/** Load is told over this much of the past. */
const WINDOW_MS = 10_000
/** The first units set what "cool" is; the latest ones are compared with them. */
const MEASURED_UNITS = 5

export interface WorkMeter {
  readonly began: (at: number) => void
  readonly ended: (at: number, unit: { readonly workMs: number; readonly frameCount: number } | null) => void
  /** Share of the last ten seconds spent working, 0..1. */
  readonly load: (at: number) => number
  /** Median time a frame of the latest units ÷ that of the first ones; 1 until there are enough of them. */
  readonly slowdown: () => number
}

/** Measures how busy the device is and whether it gets slower, which is how heat shows itself to a page. */
export function createWorkMeter(): WorkMeter {
  let spans: { from: number; to: number }[] = []
  let runningSince: number | null = null
  const first: number[] = []
  const latest: number[] = []

  return {
    began: (at) => {
      runningSince = at
    },
    ended: (at, unit) => {
      if (runningSince !== null) spans.push({ from: runningSince, to: at })
      runningSince = null
      if (!unit) return
      const frameMs = unit.workMs / Math.max(1, unit.frameCount)
      if (first.length < MEASURED_UNITS) first.push(frameMs)
      latest.push(frameMs)
      if (latest.length > MEASURED_UNITS) latest.shift()
    },
    load: (at) => {
      const from = at - WINDOW_MS
      spans = spans.filter((span) => span.to > from)
      const past = spans.reduce((sum, span) => sum + span.to - Math.max(span.from, from), 0)
      const now = runningSince === null ? 0 : at - Math.max(runningSince, from)
      return Math.min(1, (past + now) / WINDOW_MS)
    },
    slowdown: () => {
      const cool = median(first) ?? 0
      if (first.length < MEASURED_UNITS || cool === 0) return 1
      return Math.min(1000, (median(latest) ?? 0) / cool)
    },
  }
}
