import type { JobId } from '../lib/core/ids'
import type { Clock } from './clock'
import { isUnfinished, type LiveJob } from './live-job'

/** Keeps the register up to date while a job runs: soon after a report, never twice at once, never most of the time. */
export interface LiveRegister {
  stale(job: LiveJob): void
  /** Resolves when no refresh of this job runs, and none will begin. */
  end(jobId: JobId): Promise<void>
  stop(): void
}

const LEAST_GAP_MS = 3_000
/** A register that takes long to make is made rarely: at most this share of the process's time goes into it. */
const MOST_SHARE = 0.1

export function createLiveRegister(clock: Clock, refresh: (job: LiveJob) => Promise<unknown>): LiveRegister {
  const entries = new Map<JobId, { cancel: () => void; running: Promise<void> | null; isStale: boolean }>()

  function wait(job: LiveJob, ms: number): void {
    const entry = { cancel: () => {}, running: null, isStale: false }
    entry.cancel = clock.after(ms, () => run(job))
    entries.set(job.jobId, entry)
  }

  function run(job: LiveJob): void {
    const entry = entries.get(job.jobId)
    if (!entry) return
    if (!isUnfinished(job.phase)) return void entries.delete(job.jobId)
    const startedAt = clock.now()
    entry.isStale = false
    entry.running = refresh(job).then(() => {
      // Ended meanwhile: whoever ended it makes the last one.
      if (entries.get(job.jobId) !== entry) return
      entries.delete(job.jobId)
      const tookMs = clock.now() - startedAt
      if (entry.isStale) wait(job, Math.max(LEAST_GAP_MS, tookMs / MOST_SHARE))
    })
  }

  return {
    stale: (job) => {
      const entry = entries.get(job.jobId)
      if (entry) entry.isStale = true
      else wait(job, LEAST_GAP_MS)
    },
    end: async (jobId) => {
      const entry = entries.get(jobId)
      entries.delete(jobId)
      entry?.cancel()
      await entry?.running
    },
    stop: () => {
      for (const { cancel } of entries.values()) cancel()
      entries.clear()
    },
  }
}
