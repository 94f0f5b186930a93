/**
 * What is known of a worker's speed: running mean and variance of the time per frame, and of the time that passes around the
 * work (round trip and transfer). Starts from the calibration and forgets old measurements, because phones get hot.
 */
export interface Speed {
  readonly calibratedFrameMs: number
  frameMs: number
  /** Variance of the per-frame time between units, ms². */
  frameVariance: number
  sampleCount: number
  overheadMs: number
  overheadSampleCount: number
  /** Frames in the leases it gets, running mean. */
  typicalFrames: number
  /** The last work times, in ms, as a ring. */
  readonly recentUnitMs: number[]
}

/** Weight of the newest measurement once there are some. Half of what is known is from the last 2–3 units. */
const NEWEST = 0.25
/** Before measurements: what a frame's time is thought to vary, relative to its mean. */
const FIRST_SPREAD = 0.4
/** Before measurements: round trip and transfer on a school network. */
const FIRST_OVERHEAD_MS = 400
/** A first lease may have to open a peer path in vain (3 s) before its payload comes over HTTP. */
const FIRST_OVERHEAD_P95_MS = 3_500
const RECENT_COUNT = 15
const P95 = 1.645
/** A worker can't talk itself quicker than this many times what its answers show. */
const MOST_FLATTERY = 4

export function firstSpeed(frameMs: number): Speed {
  const known = Number.isFinite(frameMs) && frameMs > 0 ? frameMs : 1_000
  return {
    calibratedFrameMs: known,
    frameMs: known,
    frameVariance: (known * FIRST_SPREAD) ** 2,
    sampleCount: 0,
    overheadMs: FIRST_OVERHEAD_MS,
    overheadSampleCount: 0,
    typicalFrames: 0,
    recentUnitMs: [],
  }
}

export interface Measured {
  readonly frameCount: number
  /** As the worker says. */
  readonly workMs: number
  /** From the grant, or from the worker's former report if that was later, until this report. */
  readonly serviceMs: number
  /** From the grant until this report. */
  readonly elapsedMs: number
}

/** Learns from a report. Returns the believed time per frame. */
export function learnWork(speed: Speed, { frameCount, workMs, serviceMs, elapsedMs }: Measured): number {
  const told = Number.isFinite(workMs) ? workMs : elapsedMs
  const believedMs = Math.max(Math.min(told, elapsedMs), serviceMs / MOST_FLATTERY, 0.01)
  const frameMs = believedMs / Math.max(1, frameCount)
  const weight = Math.max(NEWEST, 1 / (speed.sampleCount + 1.5))
  const off = frameMs - speed.frameMs
  speed.frameMs += weight * off
  speed.frameVariance = (1 - weight) * (speed.frameVariance + weight * off * off)
  speed.recentUnitMs[speed.sampleCount % RECENT_COUNT] = believedMs
  speed.sampleCount++
  return frameMs
}

/** Learns how long fetching took. `atMost`: work hid it, so that the true value may be smaller. */
export function learnOverhead(speed: Speed, overheadMs: number, how: 'measured' | 'at-most'): void {
  if (how === 'at-most' && overheadMs >= speed.overheadMs) return
  const weight = Math.max(NEWEST, 1 / (speed.overheadSampleCount + 1))
  speed.overheadMs += weight * (Math.max(0, overheadMs) - speed.overheadMs)
  speed.overheadSampleCount++
}

export function learnSize(speed: Speed, frameCount: number): void {
  speed.typicalFrames = speed.typicalFrames === 0 ? frameCount : 0.8 * speed.typicalFrames + 0.2 * frameCount
}

/** Expected time per frame. Before its first report a worker is judged by its calibration and how the job's frames compare. */
export const frameMsOf = (speed: Speed, costFactor: number): number =>
  speed.sampleCount === 0 ? speed.calibratedFrameMs * costFactor : speed.frameMs

/** Time that 95 % of such leases should not pass, round trip and transfer included. */
export function leaseP95Ms(speed: Speed, frameCount: number, costFactor: number): number {
  const isNew = speed.sampleCount === 0
  const frameP95Ms =
    frameMsOf(speed, costFactor) * (isNew ? 1 + P95 * FIRST_SPREAD : 1) +
    (isNew ? 0 : P95 * Math.sqrt(speed.frameVariance))
  const overheadMs = speed.overheadSampleCount === 0 ? FIRST_OVERHEAD_P95_MS : 2 * speed.overheadMs
  return frameCount * frameP95Ms + overheadMs
}

export function medianUnitMs(speed: Speed): number | null {
  const sorted = [...speed.recentUnitMs].sort((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? null
}
