import type { JobId } from '../lib/core/ids'
import type { Answer } from '../lib/protocol/unread'
import { finishJob, setJobPhase } from '../lib/server/jobs'
import { listUnitWork } from '../lib/server/unit-work'
import type { Lie } from '../lib/server/verify-marks'
import { type Floor, trustOver } from './floor'
import { done, refuse } from './handlers/read'
import { summariseJob } from './job-summary'
import { endLiveJob, isUnfinished, type LiveJob } from './live-job'
import type { LiveRegister } from './live-register'
import { createSaves } from './saves'
import { noteLies } from './lies'
import { sentences } from './session-news'

/** The register and the frames it is made from, as the end of a job needs them. */
export interface Register {
  /**
   * Takes the roll from the job's stored reports, marks, and cuts the evidence from its stored frames. Returns what a witness
   * found to be otherwise than a device had reported.
   */
  refresh(jobId: JobId): Promise<readonly Lie[]>
  deleteFrames(jobId: JobId): Promise<void>
}

/** How jobs end: with a register, by a person's word, or because the machine can't go on. */
export interface Finishing {
  /** Every unit is settled and no more will come. */
  finish(jobId: JobId): void
  cancel(job: LiveJob): Promise<Answer>
  fail(job: LiveJob, sentence: string): void
  /** Resolves when no end of this job, or of any, is being written. */
  settled(jobId?: JobId): Promise<void>
  /** From now on trouble is left to the next start, which begins the end of a job again. */
  stop(): void
}

/** How long the end of a job waits for an upload that doesn't move. What is missing then has no picture in the report. */
const UPLOAD_PATIENCE_MS = 10_000

export function createFinishing(floor: Floor, register: Register, liveRegister: LiveRegister): Finishing {
  const endings = createSaves()
  let isStopping = false

  function finish(jobId: JobId): void {
    const job = floor.jobs.get(jobId)
    if (!job || !isUnfinished(job.phase) || job.phase === 'merging') return
    job.phase = 'merging'
    if (job.operation === 'attendance') floor.news.say(job.sessionId, floor.clock.now(), sentences.merging)
    endings
      .run(jobId, () => merge(job))
      .catch((error: unknown) => {
        if (isStopping) return floor.log.warn({ jobId, err: error }, 'stopped while a register was being written')
        floor.log.error({ jobId, err: error }, 'the register could not be written')
        fail(job, 'The register could not be written. The server’s log says why.')
      })
  }

  async function merge(job: LiveJob): Promise<void> {
    // The report that settled the last unit may still be on its way to the disk.
    await floor.saves.settled(job.jobId)
    if (job.phase !== 'merging') return
    if ([...job.units.values()].some(({ outcome }) => outcome.type === 'open'))
      return fail(job, 'The last reports could not be written to the disk.')
    await setJobPhase(floor.db, job.jobId, 'merging')
    await floor.uploads.ended(job, UPLOAD_PATIENCE_MS)
    await liveRegister.end(job.jobId)
    if (job.phase !== 'merging') return
    const isRoll = job.operation === 'attendance'
    if (isRoll) noteLies(floor, job, await register.refresh(job.jobId))
    await end(job, 'done', null)
    floor.news.say(job.sessionId, floor.clock.now(), isRoll ? sentences.done : sentences.examined)
  }

  async function cancel(job: LiveJob): Promise<Answer> {
    if (job.phase === 'cancelled') return done
    if (job.phase !== 'feeding' && job.phase !== 'working') return refuse('too-late')
    job.phase = 'cancelled'
    floor.tell({ type: 'job-cancelled', jobId: job.jobId })
    await endings.run(job.jobId, () => end(job, 'cancelled', null))
    floor.news.say(job.sessionId, floor.clock.now(), sentences.cancelled)
    return done
  }

  function fail(job: LiveJob, sentence: string): void {
    if (!isUnfinished(job.phase)) return
    job.phase = 'failed'
    floor.tell({ type: 'job-cancelled', jobId: job.jobId })
    floor.news.say(job.sessionId, floor.clock.now(), sentences.failed(sentence))
    endings
      .run(job.jobId, () => end(job, 'failed', sentence))
      .catch((error: unknown) =>
        // The database says unfinished: the next start tries again.
        floor.log.error({ jobId: job.jobId, err: error }, 'the end of a failed job could not be written'),
      )
  }

  /** The frames go once the end is written, so that a kill in between repeats the merge instead of missing its frames. */
  async function end(job: LiveJob, phase: 'done' | 'cancelled' | 'failed', failure: string | null): Promise<void> {
    const { jobId, sessionId } = job
    await floor.saves.settled(jobId)
    await liveRegister.end(jobId)
    const endedAt = floor.clock.now()
    const summary = summariseJob(await listUnitWork(floor.db, jobId), { startedAt: job.startedAt, endedAt })
    const timeline = floor.timelines.get(jobId)?.snapshot(endedAt) ?? null
    await finishJob(floor.db, jobId, { phase, failure, summary, timeline, at: endedAt })
    floor.timelines.delete(jobId)
    trustOver(floor, job)?.jobEnded(jobId)
    endLiveJob(job, phase, failure)
    floor.metrics.jobsOpen.dec()
    floor.log.info({ jobId, sessionId, phase, wallS: summary.wallS }, 'job ended')
    floor.feeders.clear(jobId)
    floor.viewChanged(sessionId)
    floor.reportChanged(sessionId)
    await register.deleteFrames(jobId)
  }

  return {
    ...{ finish, cancel, fail },
    settled: endings.settled,
    stop: () => {
      isStopping = true
    },
  }
}
