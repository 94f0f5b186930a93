import type { JobId } from '../lib/core/ids'
import type { Clock } from './clock'
import type { Feeders } from './feeders'
import type { LiveJob } from './live-job'

/**
 * Frames that only the feeder still has when the last unit is described. The register cuts its evidence from stored
 * frames, so the end of a job waits for the rest of the upload, as long as it moves.
 */
export interface Uploads {
  /** A unit was stored, or the feeder went away. */
  changed(jobId: JobId): void
  /** Resolves when everything is stored, nobody is there to send it, or nothing came for `patienceMs`. */
  ended(job: LiveJob, patienceMs: number): Promise<void>
}

export function createUploads(clock: Clock, feeders: Feeders): Uploads {
  const waiting = new Map<JobId, () => void>()

  const nextChange = (jobId: JobId, patienceMs: number): Promise<'changed' | 'stalled'> =>
    new Promise((resolve) => {
      const cancel = clock.after(patienceMs, () => {
        waiting.delete(jobId)
        resolve('stalled')
      })
      waiting.set(jobId, () => {
        cancel()
        waiting.delete(jobId)
        resolve('changed')
      })
    })

  return {
    changed: (jobId) => waiting.get(jobId)?.(),
    ended: async (job, patienceMs) => {
      const isMissingSome = (): boolean => [...job.units.values()].some(({ isStored }) => !isStored)
      while (feeders.of(job.jobId) && isMissingSome()) {
        if ((await nextChange(job.jobId, patienceMs)) === 'stalled') return
      }
    },
  }
}
