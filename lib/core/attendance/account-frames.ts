/** Where every frame of a job went. */
export interface FrameCounts {
  /** Frames that sampling looked at. */
  readonly offered: number
  /** Left out because they show the same as the one before. */
  readonly skipped: number
  readonly described: number
  /** Could not be decoded, by the feeder or by a worker, or failed in every worker that tried. */
  readonly failed: number
}

export interface FrameAccount extends FrameCounts {
  readonly kept: number
  /** Frames that are nowhere yet: still waiting while a job runs, 0 when it is done. */
  readonly outstanding: number
  /** Every offered frame is described, skipped or failed: described + skipped + failed = offered. */
  readonly isBalanced: boolean
}

export function accountFrames(counts: FrameCounts): FrameAccount {
  const outstanding = counts.offered - counts.skipped - counts.described - counts.failed
  return { ...counts, kept: counts.offered - counts.skipped, outstanding, isBalanced: outstanding === 0 }
}
