import type { Mode } from '../scheduling/event'

/** A job as it really went: small enough to store with the job, enough to run it again. Times are ms from its start. */
export interface Recording {
  readonly version: 1
  readonly mode: Mode
  readonly devices: readonly RecordedDevice[]
  /** In the order of their places. */
  readonly units: readonly RecordedUnit[]
  /** When the last unit was accepted. */
  readonly endedAtMs: number
}

export interface RecordedDevice {
  readonly name: string
  /** Each stretch it was there; null: until the end. */
  readonly stays: readonly { readonly fromMs: number; readonly untilMs: number | null }[]
  /** As it said of itself. */
  readonly calibratedFrameMs: number
}

export interface RecordedUnit {
  readonly frameCount: number
  readonly offeredAtMs: number
  /** Who did it, for how long, and when its report was there; null if nobody did. */
  readonly done: { readonly device: number; readonly workMs: number; readonly atMs: number } | null
}

/** What a recorded job shows, and how it might have gone otherwise. */
export interface Replay {
  readonly asItWent: Run
  /** The same devices and units through the simulator, in the mode it was: how far to trust the rows below. */
  readonly simulated: Run
  readonly whatIf: readonly WhatIf[]
}

export interface Run {
  readonly seconds: number
  /** The least time those devices could have needed. */
  readonly leastSeconds: number
  /** seconds ÷ leastSeconds */
  readonly ratio: number
}

export interface WhatIf extends Run {
  readonly mode: Mode
  readonly deviceCount: number
}
