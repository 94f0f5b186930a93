import type { JobId, SessionId } from '../lib/core/ids'
import { defaultPolicy, type Policy } from '../lib/core/scheduling/policy'
import type { SessionView } from '../lib/protocol/faculty'
import type { CoordinatorPort } from '../lib/server/coordinator-port'
import type { BlobStore } from '../lib/server/blob-store'
import type { Database } from '../lib/server/db'
import type { Logger } from '../lib/server/log'
import type { Vault } from '../lib/server/vault'
import { carryOut } from './carry-out'
import type { Clock } from './clock'
import { createCoordinator } from './coordinator'
import { createFeeders } from './feeders'
import { createFinishing, type Finishing, type Register } from './finishing'
import { type Floor, jobOfSession, workersOfSession } from './floor'
import { payloadStored } from './job-desk'
import { createLeaseBook } from './lease-book'
import { isUnfinished, type LiveJob } from './live-job'
import { createLiveRegister } from './live-register'
import type { Metrics } from './metrics'
import { recallEndedJob, recoverJobs } from './recovery'
import { createRelay, type Relay } from './relay'
import { createReportDesk, type ReportDesk } from './report-desk'
import { createSaves } from './saves'
import { createSessionNews } from './session-news'
import { sharesOfWork, viewSession } from './session-view'
import { createThrottle } from './throttle'
import { createAuditBook } from './trust/audit-book'
import { createTrustDesk, type TrustDesk, type TrustParts } from './trust/trust-desk'
import { createTurns } from './turns'
import { createUploads } from './uploads'
import { leave } from './worker-desk'

/** What a coordinator is made of, apart from the sockets and HTTP that lead to it. */
export interface Grid {
  readonly floor: Floor
  readonly reports: ReportDesk
  readonly finishing: Finishing
  readonly relay: Relay
  readonly port: CoordinatorPort
  viewOf(sessionId: SessionId): SessionView
  /** Reads the session's last job back, so that a view shows it after a restart too. */
  recall(sessionId: SessionId): Promise<void>
  /** Takes up what an earlier process left unfinished. Call it before anybody can connect. */
  recover(): Promise<readonly JobId[]>
  /** Grants nothing more, sends everybody home and resolves when the last write has landed. */
  stop(): Promise<void>
}

export interface GridParts {
  readonly clock: Clock
  readonly db: Database
  readonly vault: Vault
  readonly blobs: BlobStore
  readonly register: Register
  readonly modelVersion: string | null
  readonly log: Logger
  readonly metrics: Metrics
  /** To the pages that watch a session; where nobody is watching, no view need be drawn. */
  readonly showView: (sessionId: SessionId, draw: () => SessionView) => void
  readonly showReportChanged: (sessionId: SessionId) => void
  readonly policy?: Policy
  /** What checking answers needs; without it nobody checks. */
  readonly trust?: TrustParts
}

const VIEW_GAP_MS = 250
const SHARE_GAP_MS = 1_000
/** A view of three hundred devices is a hundred kilobytes: the more there are, the less often all of them are told. */
const VIEW_GAP_PER_WORKER_MS = 2
const SHARE_GAP_PER_WORKER_MS = 5
/** A register that is being written may take longer than a stop should; the next start writes it then. */
const STOP_PATIENCE_MS = 5_000

export function createGrid({
  showView,
  showReportChanged,
  register,
  policy = defaultPolicy,
  trust,
  ...parts
}: GridParts): Grid {
  const { clock, log } = parts
  let state: 'recovering' | 'open' | 'stopping' = 'recovering'

  const gap = (leastMs: number, msPerWorker: number) => (sessionId: SessionId) =>
    Math.max(leastMs, msPerWorker * workersOfSession(floor, sessionId).length)
  const views = createThrottle<SessionId>(clock, gap(VIEW_GAP_MS, VIEW_GAP_PER_WORKER_MS), (sessionId) =>
    showView(sessionId, () => viewOf(sessionId)),
  )
  const shares = createThrottle<SessionId>(clock, gap(SHARE_GAP_MS, SHARE_GAP_PER_WORKER_MS), tellShares)
  const viewChanged = (sessionId: SessionId): void => {
    if (state === 'stopping') return
    views.ask(sessionId)
    shares.ask(sessionId)
  }
  const feeders = createFeeders()
  const coordinator = createCoordinator({
    clock,
    policy,
    carryOut: (task) => carryOut(floor, task, (jobId) => finishing.finish(jobId)),
  })
  const liveRegister = createLiveRegister(clock, async ({ jobId, sessionId }) => {
    try {
      await register.refresh(jobId)
      showReportChanged(sessionId)
    } catch (error) {
      log.warn({ jobId, err: error }, 'the register could not be refreshed; the next report tries again')
    }
  })
  let trustDesk: TrustDesk | null = null
  const floor: Floor = {
    ...parts,
    workers: new Map(),
    jobs: new Map(),
    leases: createLeaseBook(),
    timelines: new Map(),
    feeders,
    news: createSessionNews(viewChanged),
    saves: createSaves(),
    turns: createTurns(),
    uploads: createUploads(clock, feeders),
    audits: createAuditBook(),
    get trust() {
      return trustDesk
    },
    tell: coordinator.tell,
    viewChanged,
    registerStale: liveRegister.stale,
    reportChanged: showReportChanged,
  }
  const finishing = createFinishing(floor, register, liveRegister)
  const reports = createReportDesk(floor, (job) => finishing.fail(job, 'Reports could not be written to the disk.'))

  if (trust) trustDesk = createTrustDesk(floor, trust, reports.forget)

  function viewOf(sessionId: SessionId): SessionView {
    const job = jobOfSession(floor, sessionId)
    return viewSession({
      sessionId,
      job,
      at: clock.now(),
      workers: workersOfSession(floor, sessionId).map((worker) => ({
        worker,
        holds: floor.leases.heldBy(worker.workerId).length,
        checks: floor.trust?.checksOf(worker.deviceId) ?? null,
      })),
      hasFeeder: job !== null && feeders.of(job.jobId) !== null,
      leasedUnits: leasedUnitsOf(job),
      timeline: (job && floor.timelines.get(job.jobId)) ?? null,
      events: floor.news.of(sessionId),
    })
  }

  const leasedUnitsOf = (job: LiveJob | null): number =>
    job ? new Set(floor.leases.heldOf(job.jobId).map(({ unitId }) => unitId)).size : 0

  function tellShares(sessionId: SessionId): void {
    const job = jobOfSession(floor, sessionId)
    for (const { worker, share } of sharesOfWork(workersOfSession(floor, sessionId), job, leasedUnitsOf(job)))
      worker.link.tell('work:share', share)
  }

  /** The session is about to be deleted: its job ends, its workers go home, and nothing writes about it any more. */
  async function closeSession(sessionId: SessionId): Promise<void> {
    const job = jobOfSession(floor, sessionId)
    if (job) {
      await finishing.cancel(job)
      await finishing.settled(job.jobId)
      await floor.saves.settled(job.jobId)
      await liveRegister.end(job.jobId)
      floor.jobs.delete(job.jobId)
      floor.timelines.delete(job.jobId)
    }
    for (const worker of workersOfSession(floor, sessionId)) {
      worker.link.tell('worker:shutdown', { reason: 'session-over' })
      leave(floor, worker.workerId, 'left')
      worker.link.hangUp()
    }
    floor.news.forget(sessionId)
    views.forget(sessionId)
    shares.forget(sessionId)
  }

  const port: CoordinatorPort = {
    payloadStored: (unitId) => payloadStored(floor, unitId),
    auditPayload: (leaseId, unitId) => floor.audits.payloadOf(leaseId, unitId),
    leaseAllows: (leaseId, unitId) => floor.leases.isHeld(leaseId) && floor.leases.find(leaseId)?.unitId === unitId,
    reportChanged: showReportChanged,
    closeSession,
    openJobs: () => [...floor.jobs.values()].filter(({ phase }) => isUnfinished(phase)).map(({ jobId }) => jobId),
    metrics: () => parts.metrics.text(),
    isReady: () => state === 'open',
  }

  return {
    ...{ floor, reports, finishing, port, viewOf },
    relay: createRelay(floor),
    recall: (sessionId) => recallEndedJob(floor, sessionId),
    recover: async () => {
      const jobIds = await recoverJobs(floor)
      state = 'open'
      return jobIds
    },
    stop: async () => {
      state = 'stopping'
      coordinator.stop()
      finishing.stop()
      liveRegister.stop()
      views.stop()
      shares.stop()
      for (const { link } of floor.workers.values()) link.tell('worker:shutdown', { reason: 'coordinator-stopping' })
      await Promise.all([floor.saves.settled(), within(STOP_PATIENCE_MS, finishing.settled(), clock)])
    },
  }
}

const within = (ms: number, work: Promise<void>, clock: Clock): Promise<void> =>
  new Promise((resolve, reject) => {
    const cancel = clock.after(ms, resolve)
    work.then(resolve, reject).finally(cancel)
  })
