import { brand, type JobId, type WorkerId } from '../lib/core/ids'
import type { SignalOut } from '../lib/protocol/signal'
import type { RefusalReason } from '../lib/protocol/unread'
import type { ConnectedWorker } from './connected-worker'
import type { FacultyLink, Feeders } from './feeders'
import type { LiveJob } from './live-job'

/**
 * Passes signals on between a volunteer and the feeder of a job of its session, and between nobody else. Does not read
 * them. Each side is named to the other by the coordinator, never by itself.
 */
export interface Relay {
  fromWorker(worker: ConnectedWorker, signal: SignalOut): RefusalReason | undefined
  fromFeeder(link: FacultyLink, signal: SignalOut): RefusalReason | undefined
}

export function createRelay({
  jobs,
  workers,
  feeders,
}: {
  jobs: ReadonlyMap<JobId, LiveJob>
  workers: ReadonlyMap<WorkerId, ConnectedWorker>
  feeders: Feeders
}): Relay {
  return {
    fromWorker: (worker, { linkId, to, data }) => {
      if (!('feederOf' in to)) return 'not-yours'
      const jobId = brand<JobId>(to.feederOf)
      if (jobs.get(jobId)?.sessionId !== worker.sessionId) return 'not-found'
      const feeder = feeders.of(jobId)
      if (!feeder) return 'unavailable'
      feeder.tell('signal:received', { linkId, from: { workerId: worker.workerId }, data })
      return undefined
    },
    fromFeeder: (link, { linkId, to, data }) => {
      if (!('workerId' in to)) return 'not-yours'
      const worker = workers.get(brand<WorkerId>(to.workerId))
      if (!worker) return 'not-found'
      const jobId = feeders.jobsOf(link).find((fed) => jobs.get(fed)?.sessionId === worker.sessionId)
      if (jobId === undefined) return 'not-yours'
      worker.link.tell('signal:received', { linkId, from: { feederOf: jobId }, data })
      return undefined
    },
  }
}
