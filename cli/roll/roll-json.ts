import type { MarkStatus } from '../../lib/protocol/course-view'
import type { ReportView, Verification } from '../../lib/protocol/report-view'

/** What `--json` writes. Outsiders rely on this shape: add to it, never change it. */
export interface RollJson {
  readonly people: readonly {
    readonly id: string
    readonly name: string
    readonly status: 'present' | 'absent' | 'late' | 'review'
    readonly firstSeenS: number | null
    readonly lastSeenS: number | null
    readonly seenS: number
    readonly sightings: number
    readonly confidence: number
    /** Whether trusted eyes have looked at it too; null where nobody is said to have been there. */
    readonly verification: Verification | null
  }[]
  readonly unknown: readonly { readonly cluster: number; readonly seenS: number; readonly sightings: number }[]
  readonly intervals: readonly { readonly id: string; readonly startS: number; readonly endS: number }[]
  readonly job: {
    readonly mode: string
    readonly frames: number
    readonly framesKept: number
    readonly framesSkipped: number
    readonly framesFailed: number
    readonly units: number
    readonly facesFound: number
    readonly facesDescribed: number
    readonly wallS: number
    readonly witnessChecks: number
    readonly witnessMs: number
    readonly workers: readonly {
      readonly id: string
      readonly backend: string
      readonly transport: string
      readonly units: number
      readonly medianUnitMs: number | null
    }[]
  }
}

/** The register as the terminal command writes it. A report without a job is a bug of the caller. */
export function toRollJson({ people, unknown, intervals, job }: ReportView): RollJson {
  if (!job) throw new Error('the session has no job')
  return {
    people: people.map(({ id, name, status, firstSeenS, lastSeenS, seenS, sightings, confidence, verification }) => ({
      id,
      name,
      status: plainStatus[status],
      firstSeenS,
      lastSeenS,
      seenS,
      sightings,
      confidence,
      verification,
    })),
    unknown: unknown.map(({ cluster, seenS, sightings }) => ({ cluster, seenS, sightings })),
    intervals,
    job: {
      mode: job.mode,
      frames: job.frames,
      framesKept: job.framesKept,
      framesSkipped: job.framesSkipped,
      framesFailed: job.framesFailed,
      units: job.units,
      facesFound: job.facesFound,
      facesDescribed: job.facesDescribed,
      wallS: job.wallS,
      witnessChecks: job.witnessChecks,
      witnessMs: job.witnessMs,
      workers: job.workers.map(({ id, backend, transport, units, medianUnitMs }) => ({
        id,
        backend,
        transport,
        units,
        medianUnitMs,
      })),
    },
  }
}

/** Who left early was there; only a human excuses, and nobody has looked at this register yet. */
const plainStatus: Record<MarkStatus, RollJson['people'][number]['status']> = {
  present: 'present',
  late: 'late',
  'left-early': 'present',
  absent: 'absent',
  excused: 'absent',
  review: 'review',
}
