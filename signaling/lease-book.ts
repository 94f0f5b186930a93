import type { DeviceId, Instant, JobId, LeaseId, UnitId, WorkerId } from '../lib/core/ids'

/** A lease as the shell remembers it: who may speak of it, fetch its frames and report it. Deciding is the board's. */
export interface Lease {
  readonly leaseId: LeaseId
  readonly unitId: UnitId
  readonly jobId: JobId
  readonly workerId: WorkerId
  readonly deviceId: DeviceId
  readonly grantedAt: Instant
  isStarted: boolean
  framesDone: number
}

/**
 * Leases in flight, and the latest ended ones: a report may come after its lease was revoked, from the same device on
 * a new connection, and is then compared or even accepted rather than thrown away.
 */
export interface LeaseBook {
  add(lease: Lease): void
  find(leaseId: LeaseId): Lease | null
  isHeld(leaseId: LeaseId): boolean
  end(leaseId: LeaseId): Lease | null
  /** Forgets every lease of a unit whose frames were replaced; returns those that were held. */
  voidUnit(unitId: UnitId): readonly Lease[]
  heldBy(workerId: WorkerId): readonly Lease[]
  heldOf(jobId: JobId): readonly Lease[]
  heldCount(): number
  /** What a device holds and what it held, as far as that is remembered. */
  everBy(deviceId: DeviceId): readonly Lease[]
}

export function createLeaseBook(rememberedCount = 4096): LeaseBook {
  const held = new Map<LeaseId, Lease>()
  const ended = new Map<LeaseId, Lease>()
  const byWorker = new Map<WorkerId, Map<LeaseId, Lease>>()

  function end(leaseId: LeaseId): Lease | null {
    const lease = held.get(leaseId)
    if (!lease) return null
    held.delete(leaseId)
    const own = byWorker.get(lease.workerId)
    own?.delete(leaseId)
    if (own?.size === 0) byWorker.delete(lease.workerId)
    ended.set(leaseId, lease)
    const oldest = ended.size > rememberedCount ? ended.keys().next().value : undefined
    if (oldest !== undefined) ended.delete(oldest)
    return lease
  }

  return {
    add: (lease) => {
      held.set(lease.leaseId, lease)
      const own = byWorker.get(lease.workerId) ?? new Map<LeaseId, Lease>()
      byWorker.set(lease.workerId, own.set(lease.leaseId, lease))
    },
    find: (leaseId) => held.get(leaseId) ?? ended.get(leaseId) ?? null,
    isHeld: (leaseId) => held.has(leaseId),
    end,
    voidUnit: (unitId) => {
      const ours = [...held.values()].filter((lease) => lease.unitId === unitId)
      for (const { leaseId } of ours) end(leaseId)
      for (const [leaseId, lease] of ended) if (lease.unitId === unitId) ended.delete(leaseId)
      return ours
    },
    heldBy: (workerId) => [...(byWorker.get(workerId)?.values() ?? [])],
    heldOf: (jobId) => [...held.values()].filter((lease) => lease.jobId === jobId),
    heldCount: () => held.size,
    everBy: (deviceId) => [...held.values(), ...ended.values()].filter((lease) => lease.deviceId === deviceId),
  }
}
