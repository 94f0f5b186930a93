import type { Instant, SessionId } from '../lib/core/ids'
import type { SessionView, WorkerView } from '../lib/protocol/faculty'
import type { ShareOfWork } from '../lib/protocol/volunteer'
import { type ConnectedWorker, median } from './connected-worker'
import { countJob, isUnfinished, type JobCounts, type LiveJob } from './live-job'

/** What the live view is drawn from. */
export interface SessionFacts {
  readonly sessionId: SessionId
  readonly at: Instant
  readonly workers: readonly { readonly worker: ConnectedWorker; readonly holds: number }[]
  readonly job: LiveJob | null
  readonly hasFeeder: boolean
  readonly leasedUnits: number
  readonly events: readonly SessionView['events'][number][]
}

export function viewSession(facts: SessionFacts): SessionView {
  return {
    sessionId: facts.sessionId,
    workers: facts.workers.map(({ worker, holds }) => viewWorker(worker, holds, facts.at)),
    job: facts.job && viewJob(facts.job, facts),
    events: [...facts.events],
  }
}

function viewWorker(worker: ConnectedWorker, holds: number, at: Instant): WorkerView {
  const { tally, state } = worker
  const isResting = worker.restsUntil !== null && worker.restsUntil > at
  return {
    workerId: worker.workerId,
    name: worker.hello.name,
    isLocal: worker.hello.isLocal,
    backend: worker.hello.backend,
    transport: state.transport,
    status: worker.pausedBy.size > 0 ? 'paused' : isResting ? 'resting' : holds > 0 ? 'working' : 'idle',
    unitsDone: tally.unitsDone,
    framesDone: tally.framesDone,
    failures: tally.failures,
    medianUnitMs: median(tally.unitMs),
    holds,
    load: state.load,
    batteryPct: state.batteryPct,
    isVisible: state.isVisible,
  }
}

function viewJob(job: LiveJob, facts: SessionFacts): NonNullable<SessionView['job']> {
  const counts = countJob(job)
  return {
    jobId: job.jobId,
    phase: job.phase,
    failure: job.failure,
    mode: job.mode,
    hasFeeder: facts.hasFeeder,
    units: { ...counts.units, leased: facts.leasedUnits },
    frames: counts.frames,
    facesFound: counts.facesFound,
    remainingS: predictRemainingS(
      job,
      counts,
      facts.workers.map(({ worker }) => worker),
    ),
    startedAt: job.startedAt,
    media: [...job.media.values()].map(({ mediaId, name, durationS, decodedToS, isComplete, decoder }) => ({
      mediaId,
      name,
      durationS,
      decodedToS,
      isComplete,
      decoder,
    })),
  }
}

/** Frames still to be described ÷ the summed measured speed of those at work; null while either is unknown. */
export function predictRemainingS(job: LiveJob, counts: JobCounts, workers: readonly ConnectedWorker[]): number | null {
  if (!isUnfinished(job.phase)) return 0
  const framesPerMs = workers
    .filter((worker) => worker.pausedBy.size === 0)
    .reduce((sum, { tally, hello }) => sum + 1 / Math.max(1, median(tally.frameMs) ?? hello.calibrationMs), 0)
  const toCome = framesToCome(job)
  if (framesPerMs === 0 || toCome === null) return null
  const { offered, skipped, undecodable, described, failed } = counts.frames
  return Math.ceil((offered - skipped - undecodable - described - failed + toCome) / framesPerMs / 1000)
}

/** Frames not yet offered, as if the rest of each video went like its beginning; null for a video of unknown length. */
function framesToCome(job: LiveJob): number | null {
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

/** What each volunteer is told of the whole: counts, no names. */
export function sharesOfWork(
  workers: readonly ConnectedWorker[],
  job: LiveJob | null,
): readonly { readonly worker: ConnectedWorker; readonly share: ShareOfWork }[] {
  const counts = job && countJob(job).units
  const whole = {
    phase: job === null ? 'waiting-for-job' : isUnfinished(job.phase) ? 'working' : 'done',
    unitsDone: counts ? counts.done + counts.failed : 0,
    unitsTotal: counts?.total ?? 0,
    workerCount: workers.length,
  } as const
  return workers.map((worker) => ({
    worker,
    share: { ...whole, unitsDoneByYou: worker.tally.unitsDone, framesDoneByYou: worker.tally.framesDone },
  }))
}
