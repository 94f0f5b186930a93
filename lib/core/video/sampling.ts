/**
 * Which frames of a video are looked at. The video is read at fixed instants, and at each one the picture then on the screen is
 * taken: the last frame that is not later. Nothing here supposes a constant frame rate, and a decoder that starts in
 * the middle takes the same frames as one that starts at the beginning.
 */
export interface SamplingPlan {
  /** Whole milliseconds, so that every decoder can count in exact fractions. */
  readonly periodMs: number
}

/** Even the shortest clip gives a person a fair number of views (RECOGNITION §2). */
export const MIN_FRAMES = 20
/** Periods for clips too short for that. Few and coarse, so that two decoders that differ a little on the length plan the same. */
const SHORT_PERIODS_MS = [400, 250, 200, 125, 100, 50, 40] as const
/** A sampling finer than this is finer than any camera's own. */
const MIN_PERIOD_MS = 20
const MAX_PERIOD_MS = 60_000
/** Videos up to this length, in s, are read this often. A lecture needs fewer views a second: people stay. */
const PERIODS: readonly { readonly upToS: number; readonly periodMs: number }[] = [
  { upToS: 5 * 60, periodMs: 500 },
  { upToS: 20 * 60, periodMs: 1_000 },
  { upToS: 2 * 3600, periodMs: 2_000 },
  { upToS: Infinity, periodMs: 4_000 },
]
/** Nobody knows how long a camera will run. */
const PERIOD_OF_UNKNOWN_LENGTH_MS = 1_000

/** `wantedFps` is the user's choice and wins; without it the length decides. A length that is not known yet is null. */
export function planSampling({
  durationS,
  wantedFps,
}: {
  readonly durationS: number | null
  readonly wantedFps: number | null
}): SamplingPlan {
  if (wantedFps !== null) return { periodMs: clampPeriod(1_000 / wantedFps) }
  if (durationS === null) return { periodMs: PERIOD_OF_UNKNOWN_LENGTH_MS }
  const usual = PERIODS.find(({ upToS }) => durationS <= upToS)?.periodMs ?? PERIOD_OF_UNKNOWN_LENGTH_MS
  const longestMs = (durationS * 1_000) / MIN_FRAMES
  if (longestMs >= usual) return { periodMs: usual }
  return { periodMs: SHORT_PERIODS_MS.find((periodMs) => periodMs <= longestMs) ?? MIN_PERIOD_MS }
}

const clampPeriod = (periodMs: number): number =>
  Math.min(MAX_PERIOD_MS, Math.max(MIN_PERIOD_MS, Math.floor(periodMs) || MIN_PERIOD_MS))

/** Container times are fractions of a tick; the sums of two roads to the same tick differ by less than this, in s. */
const TICK_S = 1e-7

export const slotTimeS = ({ periodMs }: SamplingPlan, slot: number): number => (slot * periodMs) / 1_000

/** The first instant at or after a time: where that frame can be seen first. */
export const slotAtOrAfter = ({ periodMs }: SamplingPlan, atS: number): number =>
  Math.max(0, Math.ceil(((atS - TICK_S) * 1_000) / periodMs))

/**
 * Instants of a video whose last frame begins at `lastFrameAtS`. Later ones could only show that frame again, or nothing:
 * containers don't agree on how long a last frame lasts.
 */
export const slotCountOf = ({ periodMs }: SamplingPlan, lastFrameAtS: number): number =>
  Math.floor(((lastFrameAtS + TICK_S) * 1_000) / periodMs) + 1

/** Whether the frame on the screen at an instant was not there yet at the instant before. */
export const isNewInSlot = (plan: SamplingPlan, slot: number, frameAtS: number): boolean =>
  slotAtOrAfter(plan, frameAtS) === slot

/**
 * The frames that a plan takes, from all presentation times of a video in rising order, in seconds from its first frame.
 * What every decoder must agree with.
 */
export function takeFrames(plan: SamplingPlan, timesS: readonly number[]): number[] {
  const slotCount = slotCountOf(plan, timesS.at(-1) ?? 0)
  const lastOfSlot = new Map<number, number>()
  for (const atS of timesS) lastOfSlot.set(slotAtOrAfter(plan, atS), atS)
  return [...lastOfSlot].filter(([slot]) => slot < slotCount).map(([, atS]) => atS)
}

/**
 * Times on the wire are whole milliseconds: enough for any video, and equal for equal frames. Half of one goes up even when
 * arithmetic has left it a hair below: 1.5015 s is a frame of every 23.976 fps video, and each decoder sums it up differently.
 */
export const toMillisecond = (atS: number): number => Math.floor(atS * 1_000 + 0.5 + TICK_S * 1_000) / 1_000
