import type { JobId, LeaseId, SessionId, UnitId } from '../core/ids'
import { processWide, setProcessWide } from './process-wide'

/**
 * What route handlers may ask of the coordinator, which lives in the same process but in other module instances:
 * Next bundles its own copy of `lib`, so they meet in the process's global registry.
 */
export interface CoordinatorPort {
  /** A unit's frames have reached the blob store: it may be worked on without its feeder. */
  payloadStored(unitId: UnitId): void
  /** Whether this lease is held now, and for this unit: only then are frames of strangers handed out. */
  /** The frames of a lease that is not about the unit it names; null for all others. */
  auditPayload(leaseId: LeaseId, unitId: UnitId): Uint8Array | null
  leaseAllows(leaseId: LeaseId, unitId: UnitId): boolean
  /** Somebody changed a mark or the policy: pages that show the report should fetch it again. */
  reportChanged(sessionId: SessionId): void
  /** The session is about to be deleted: stop its job and let its workers go. Resolves when nothing writes any more. */
  closeSession(sessionId: SessionId): Promise<void>
  /** Job ids that are unfinished in this process; for the readiness page. */
  openJobs(): readonly JobId[]
  /** What Prometheus reads, in its text format. */
  metrics(): Promise<string>
  /** False while it is recovering or stopping. */
  isReady(): boolean
}

export const setCoordinatorPort = (port: CoordinatorPort | null): void =>
  setProcessWide('coordinator', port ? { port } : undefined)

/** Null when the site runs without a coordinator: while building, in tests of routes, before it listens. */
export const getCoordinatorPort = (): CoordinatorPort | null => {
  const slot = processWide<{ port: CoordinatorPort | null }>('coordinator', () => ({ port: null }))
  return slot.port
}
