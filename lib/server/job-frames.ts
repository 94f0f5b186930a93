import type { JobId } from '../core/ids'
import type { DescribedFrame } from '../core/merging/roll'
import type { Db } from './db'
import { listMedia, type StoredMedia } from './media'
import { listUnitReports } from './unit-reports'
import { listUnits, type StoredUnit } from './units'
import type { Vault } from './vault'

/** What a job has seen so far, on the session's clock. */
export interface JobFrames {
  /** Described frames in order of time. Ones that failed are not among them. */
  readonly frames: readonly DescribedFrame[]
  readonly units: readonly StoredUnit[]
  readonly media: readonly StoredMedia[]
  /** Time between sampled frames, seconds. */
  readonly sampleS: number
  /** Class time that the recordings cover, as far as they have been decoded. */
  readonly durationS: number
}

export async function loadJobFrames(
  db: Db,
  vault: Vault,
  { jobId, sampleFps }: { readonly jobId: JobId; readonly sampleFps: number | null },
): Promise<JobFrames> {
  const [units, media] = await Promise.all([listUnits(db, jobId), listMedia(db, jobId)])
  const frames: DescribedFrame[] = []
  for await (const report of listUnitReports(db, vault, jobId)) {
    for (const { atS, result } of report.frames) {
      if (result.outcome === 'described') frames.push({ atS, faces: result.faces })
    }
  }
  frames.sort((one, two) => one.atS - two.atS)
  const times = units.flatMap((unit) => unit.frames.map(({ atS }) => atS))
  return {
    frames,
    units,
    media,
    sampleS: sampleFps === null ? sampleStep(times) : 1 / sampleFps,
    durationS: durationOf(media),
  }
}

/** The end of the last file on the session's clock. */
export const durationOf = (media: readonly Pick<StoredMedia, 'offsetS' | 'durationS' | 'decodedToS'>[]): number =>
  media.reduce((end, { offsetS, durationS, decodedToS }) => Math.max(end, offsetS + (durationS ?? decodedToS)), 0)

/**
 * The step that the feeder chose, read off the frames it sent: gaps are the step or, where frames were skipped, a
 * multiple of it. The tenth smallest of a hundred rather than the smallest, for times of phone recordings jitter.
 */
export function sampleStep(times: readonly number[]): number {
  const sorted = [...new Set(times)].sort((one, two) => one - two)
  const gaps = sorted
    .slice(1)
    .map((atS, i) => atS - (sorted[i] ?? atS))
    .sort((one, two) => one - two)
  const step = gaps[Math.floor(gaps.length / 10)] ?? 1
  return Math.min(60, Math.max(1 / 30, step))
}
