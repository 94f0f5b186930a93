import type { Instant } from '../lib/core/ids'
import { median, quantile } from '../lib/core/statistics'
import type { ConnectedWorker } from './connected-worker'
import { isUnfinished, type JobCounts, type LiveJob } from './live-job'
import type { Timeline } from './timeline'

/** How fast the devices are alone, how much of that the grid gets out of them, and when it will be done. */

/** Efficiency is told over this much of the past: long enough for several units of a slow phone. */
const WINDOW_MS = 60_000
/** Less work than this says nothing yet. */
const LEAST_FRAMES = 12
/** How far off a speed may be that rests on the calibration frame alone. */
const UNMEASURED_SPREAD = 0.5
const MEASURED_UNITS = 4

export const isAtWork = (worker: ConnectedWorker, at: Instant): boolean =>
  worker.pausedBy.size === 0 && !worker.isOnStandby && (worker.restsUntil ?? 0) <= at

/** Time for one frame when the device is left alone: measured, or at first its calibration. */
const frameMsOf = ({ tally, hello }: ConnectedWorker): number =>
  Math.max(1, median(tally.frameMs) ?? hello.calibrationMs)

/** What the devices at work would do together if each had nothing but frames to describe. */
export const soloFramesPerS = (workers: readonly ConnectedWorker[], at: Instant): number =>
  workers.filter((worker) => isAtWork(worker, at)).reduce((sum, worker) => sum + 1000 / frameMsOf(worker), 0)

/** Frames of the last minute ÷ what the devices at work could have done in it; null while that is too little to tell. */
export function efficiencyOf(
  workers: readonly ConnectedWorker[],
  timeline: Timeline,
  { startedAt, at }: { readonly startedAt: number; readonly at: Instant },
): number | null {
  const from = Math.max(startedAt, at - WINDOW_MS)
  let possible = 0
  let sinceAll = at as number
  for (const worker of workers) {
    if (!isAtWork(worker, at)) continue
    const since = Math.max(from, worker.activeSince, worker.restsUntil ?? 0)
    sinceAll = Math.min(sinceAll, since)
    possible += Math.max(0, at - since) / frameMsOf(worker)
  }
  if (possible < LEAST_FRAMES) return null
  return Math.min(1, timeline.framesBetween(sinceAll as Instant, at) / possible)
}

export interface TimeLeft {
  readonly remainingS: number
  readonly leastS: number
  readonly mostS: number
}

/**
 * Frames still to be described ÷ the summed measured speed of those at work; null while either is unknown. The range is
 * one standard deviation of the devices' own speeds, and the last unit on the slowest of them.
 */
export function predictTimeLeft(job: LiveJob, counts: JobCounts, workers: readonly ConnectedWorker[]): TimeLeft | null {
  if (!isUnfinished(job.phase)) return { remainingS: 0, leastS: 0, mostS: 0 }
  const active = workers.filter((worker) => worker.pausedBy.size === 0)
  const framesPerMs = active.reduce((sum, worker) => sum + 1 / frameMsOf(worker), 0)
  const toCome = framesToCome(job)
  if (framesPerMs === 0 || toCome === null) return null
  const { offered, skipped, undecodable, described, failed } = counts.frames
  const frames = offered - skipped - undecodable - described - failed + toCome
  const spread = Math.sqrt(active.reduce((sum, worker) => sum + speedSpread(worker) ** 2, 0))
  const lastUnitMs = frames > 0 ? Math.max(0, ...active.map(({ tally }) => median(tally.unitMs) ?? 0)) : 0
  const seconds = (speed: number) => Math.ceil(frames / speed / 1000)
  return {
    remainingS: seconds(framesPerMs),
    leastS: seconds(framesPerMs + spread),
    mostS: Math.ceil(seconds(Math.max(framesPerMs - spread, framesPerMs / 3)) + lastUnitMs / 1000),
  }
}

/** Standard deviation of a device's speed in frames a ms, from the middle half of its latest units. */
function speedSpread(worker: ConnectedWorker): number {
  const { frameMs } = worker.tally
  if (frameMs.length < MEASURED_UNITS) return UNMEASURED_SPREAD / frameMsOf(worker)
  const [quick, slow] = [quantile(frameMs, 0.25) ?? 1, quantile(frameMs, 0.75) ?? 1]
  return (1 / Math.max(1, quick) - 1 / Math.max(1, slow)) / 1.349
}

/** Frames not yet offered, as if the rest of each video went like its beginning; null for a video of unknown length. */
function framesToCome(job: LiveJob): number | null {
  if ([...job.media.values()].every(({ isComplete }) => isComplete)) return 0
  const keptOf = new Map<string, number>()
  for (const { mediaId, frames } of job.units.values()) keptOf.set(mediaId, (keptOf.get(mediaId) ?? 0) + frames.length)
  let toCome = 0
  for (const media of job.media.values()) {
    if (media.isComplete) continue
    if (media.durationS === null || media.decodedToS === 0) return null
    const restS = Math.max(0, media.durationS - media.decodedToS)
    toCome += (restS * (keptOf.get(media.mediaId) ?? 0)) / media.decodedToS
  }
  return toCome
}
