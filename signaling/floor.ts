import type { JobId, SessionId, WorkerId } from '../lib/core/ids'
import type { BlobStore } from '../lib/server/blob-store'
import type { Database } from '../lib/server/db'
import type { Logger } from '../lib/server/log'
import type { Vault } from '../lib/server/vault'
import type { Clock } from './clock'
import type { ConnectedWorker } from './connected-worker'
import type { Coordinator } from './coordinator'
import type { Feeders } from './feeders'
import type { LeaseBook } from './lease-book'
import type { LiveJob } from './live-job'
import type { Metrics } from './metrics'
import type { Saves } from './saves'
import type { SessionNews } from './session-news'
import type { Timeline } from './timeline'
import type { Turns } from './turns'
import type { AuditBook } from './trust/audit-book'
import type { TrustDesk } from './trust/trust-desk'
import type { Uploads } from './uploads'

/** What the coordinator's desks share: who is here, what is open, and the ways out. Wired once, in create-floor.ts. */
export interface Floor {
  readonly clock: Clock
  readonly log: Logger
  readonly metrics: Metrics
  readonly db: Database
  readonly vault: Vault
  /** For the pictures that devices draw. */
  readonly blobs: BlobStore
  /** Null when this server has no models, as in tests. */
  readonly modelVersion: string | null

  readonly workers: Map<WorkerId, ConnectedWorker>
  /** Unfinished jobs, and of each session the one that ended last. */
  readonly jobs: Map<JobId, LiveJob>
  readonly leases: LeaseBook
  /** How the leases of unfinished jobs went. */
  readonly timelines: Map<JobId, Timeline>
  readonly feeders: Feeders
  readonly news: SessionNews
  readonly saves: Saves
  readonly turns: Turns
  readonly uploads: Uploads
  readonly audits: AuditBook
  /** Null where nobody checks: in tests of other things. */
  readonly trust: TrustDesk | null

  readonly tell: Coordinator['tell']
  /** Something that the session's live view shows has changed. */
  readonly viewChanged: (sessionId: SessionId) => void
  /** A report came in: the register should be brought up to date before long. */
  readonly registerStale: (job: LiveJob) => void
  /** The session's register has changed: pages that show it fetch it again. */
  readonly reportChanged: (sessionId: SessionId) => void
}

/** Answers for a register are checked by others; what else the grid does is for its owner's eyes, who sees what came of it. */
export const trustOver = (floor: Pick<Floor, 'trust'>, job: Pick<LiveJob, 'operation'>): TrustDesk | null =>
  job.operation === 'attendance' ? floor.trust : null

export const jobOfSession = (floor: Pick<Floor, 'jobs'>, sessionId: SessionId): LiveJob | null =>
  [...floor.jobs.values()].findLast((job) => job.sessionId === sessionId) ?? null

export const workersOfSession = (floor: Pick<Floor, 'workers'>, sessionId: SessionId): ConnectedWorker[] =>
  [...floor.workers.values()].filter((worker) => worker.sessionId === sessionId)
