import type { Instant, SessionId } from '../lib/core/ids'
import { median } from '../lib/core/statistics'
import type { SessionView, WorkerView } from '../lib/protocol/faculty'
import type { ShareOfWork } from '../lib/protocol/volunteer'
import type { ConnectedWorker } from './connected-worker'
import { countJob, isUnfinished, type JobCounts, type LiveJob } from './live-job'
import { efficiencyOf, predictTimeLeft, soloFramesPerS } from './pace'
import type { Timeline } from './timeline'

/** What the live view is drawn from. */
export interface SessionFacts {
  readonly sessionId: SessionId
  readonly at: Instant
  readonly workers: readonly {
    readonly worker: ConnectedWorker
    readonly holds: number
    readonly checks: WorkerView['checks']
  }[]
  readonly job: LiveJob | null
  readonly hasFeeder: boolean
  readonly leasedUnits: number
  /** Null once the job has ended. */
  readonly timeline: Timeline | null
  readonly events: readonly SessionView['events'][number][]
}

export function viewSession(facts: SessionFacts): SessionView {
  return {
    sessionId: facts.sessionId,
    workers: facts.workers.map((each) => viewWorker(each, facts.at)),
    job: facts.job && viewJob(facts.job, facts),
    events: [...facts.events],
  }
}

function viewWorker({ worker, holds, checks }: SessionFacts['workers'][number], at: Instant): WorkerView {
  const { tally, state } = worker
  const frameMs = median(tally.frameMs)
  const isResting = worker.restsUntil !== null && worker.restsUntil > at
  return {
    workerId: worker.workerId,
    name: worker.hello.name,
    isLocal: worker.hello.isLocal,
    backend: worker.hello.backend,
    transport: state.transport,
    status: statusOf(worker, holds, at),
    pausedBy: [...worker.pausedBy],
    restsUntil: worker.breakUntil ?? (isResting ? worker.restsUntil : null),
    isTrusted: worker.isTrusted,
    unitsDone: tally.unitsDone,
    framesDone: tally.framesDone,
    failures: tally.failures,
    medianUnitMs: median(tally.unitMs),
    framesPerS: frameMs === null ? null : 1000 / Math.max(1, frameMs),
    slowdown: state.slowdown,
    holds,
    load: state.load,
    batteryPct: state.batteryPct,
    isCharging: state.isCharging,
    isVisible: state.isVisible,
    checks,
  }
}

function statusOf(worker: ConnectedWorker, holds: number, at: Instant): WorkerView['status'] {
  const { pausedBy } = worker
  if (worker.isBarred) return 'barred'
  if (pausedBy.size === 1 && pausedBy.has('stand-by')) return 'standing-by'
  if (pausedBy.size === 1 && pausedBy.has('break')) return 'resting'
  if (pausedBy.size > 0) return 'paused'
  if (worker.restsUntil !== null && worker.restsUntil > at) return 'resting'
  if (holds > 0) return 'working'
  return worker.isOnStandby ? 'standing-by' : 'idle'
}

function viewJob(job: LiveJob, facts: SessionFacts): NonNullable<SessionView['job']> {
  const counts = countJob(job)
  const { at, timeline } = facts
  const workers = facts.workers.map(({ worker }) => worker)
  const timeLeft = predictTimeLeft(job, counts, workers)
  return {
    jobId: job.jobId,
    phase: job.phase,
    failure: job.failure,
    mode: job.mode,
    operation: job.operation,
    hasFeeder: facts.hasFeeder,
    units: { ...counts.units, leased: facts.leasedUnits },
    frames: counts.frames,
    facesFound: counts.facesFound,
    remainingS: timeLeft?.remainingS ?? null,
    remainingRangeS: timeLeft && { leastS: timeLeft.leastS, mostS: timeLeft.mostS },
    startedAt: job.startedAt,
    pace: timeline?.pace(at) ?? null,
    soloFramesPerS: soloFramesPerS(workers, at),
    efficiency: timeline ? efficiencyOf(workers, timeline, { startedAt: job.startedAt, at }) : null,
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

/** What each volunteer is told of the whole: counts, no names. */
export function sharesOfWork(
  workers: readonly ConnectedWorker[],
  job: LiveJob | null,
  leasedUnits: number,
): readonly { readonly worker: ConnectedWorker; readonly share: ShareOfWork }[] {
  const counts = job && countJob(job).units
  const whole = {
    phase: job === null ? 'waiting-for-job' : isUnfinished(job.phase) ? 'working' : 'done',
    waitsFor: waitsFor(job, counts, leasedUnits),
    unitsDone: counts ? counts.done + counts.failed : 0,
    unitsTotal: counts?.total ?? 0,
    workerCount: workers.length,
  } as const
  return workers.map((worker) => ({
    worker,
    share: { ...whole, unitsDoneByYou: worker.tally.unitsDone, framesDoneByYou: worker.tally.framesDone },
  }))
}

function waitsFor(
  job: LiveJob | null,
  counts: JobCounts['units'] | null,
  leasedUnits: number,
): ShareOfWork['waitsFor'] {
  if (job === null || counts === null) return 'job'
  if (!isUnfinished(job.phase)) return 'nothing'
  const { total, done, failed } = counts
  if (total - done - failed > leasedUnits) return 'turn'
  return job.phase === 'feeding' ? 'frames' : 'others'
}
