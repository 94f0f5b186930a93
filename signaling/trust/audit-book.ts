import type { DeviceId, JobId, LeaseId, UnitId } from '../../lib/core/ids'
import type { AuditId, FrameRef } from '../../lib/core/trust/event'
import type { FrameInfo } from '../../lib/core/video/frame'
import type { FrameResult } from '../../lib/protocol/report'
import type { RenderedFrame } from '../../lib/server/render-audit'

/** An audit: frames that were described before, rendered anew, and given out as if they were a unit. */
export interface AuditUnit {
  readonly auditId: AuditId
  readonly jobId: JobId
  readonly refs: readonly FrameRef[]
  /** Which of the frames are asked about, by place; the others are there because units have so many. */
  readonly asked: readonly number[]
  readonly frames: readonly RenderedFrame[]
  readonly payload: Uint8Array
  readonly checksum: number
  /** Answers to it, for a trusted node to compare with in a dispute. */
  readonly answers: Map<DeviceId, readonly FrameResult[]>
  failureCount: number
}

/** What an audit is called towards a device: a unit that this device has not had, with that unit's times. */
export interface Disguise {
  readonly unitId: UnitId
  readonly position: number
  readonly frames: readonly FrameInfo[]
}

/**
 * Audits in flight, and how they are called outside. A lease's name begins with its unit's, and an audit's own name would
 * give it away: towards devices it carries the name of an ordinary unit.
 */
export interface AuditBook {
  add(audit: AuditUnit): void
  find(unitId: UnitId): AuditUnit | null
  drop(auditId: AuditId): void
  dropJob(jobId: JobId): void
  /** Dresses a lease on an audit up as one on the unit of that name. */
  disguise(leaseId: LeaseId, auditId: AuditId, unitId: UnitId): LeaseId
  /** A lease's name as its device knows it, and back. Ordinary leases have one name. */
  outside(leaseId: LeaseId): LeaseId
  inside(leaseId: LeaseId): LeaseId
  /** The frames that a disguised lease is about. */
  payloadOf(outsideLeaseId: LeaseId, unitId: UnitId): Uint8Array | null
}

export function createAuditBook(): AuditBook {
  const audits = new Map<UnitId, AuditUnit>()
  const disguises = new Map<LeaseId, { readonly inside: LeaseId; readonly auditId: AuditId; readonly unitId: UnitId }>()
  const outsides = new Map<LeaseId, LeaseId>()

  function drop(auditId: AuditId): void {
    audits.delete(auditId)
    for (const [outside, disguise] of disguises) {
      if (disguise.auditId !== auditId) continue
      disguises.delete(outside)
      outsides.delete(disguise.inside)
    }
  }

  return {
    add: (audit) => void audits.set(audit.auditId, audit),
    find: (unitId) => audits.get(unitId) ?? null,
    drop,
    dropJob: (jobId) => {
      for (const audit of [...audits.values()]) if (audit.jobId === jobId) drop(audit.auditId)
    },
    disguise: (leaseId, auditId, unitId) => {
      const outside = leaseId.replace(auditId, unitId) as LeaseId
      disguises.set(outside, { inside: leaseId, auditId, unitId })
      outsides.set(leaseId, outside)
      return outside
    },
    outside: (leaseId) => outsides.get(leaseId) ?? leaseId,
    inside: (leaseId) => disguises.get(leaseId)?.inside ?? leaseId,
    payloadOf: (outsideLeaseId, unitId) => {
      const disguise = disguises.get(outsideLeaseId)
      return disguise?.unitId === unitId ? (audits.get(disguise.auditId)?.payload ?? null) : null
    },
  }
}

/**
 * A unit for an audit to pass as: of as many frames, and one that the device has not had, as long as there is any. Null only
 * for a job without such units.
 */
export function chooseDisguise(
  units: Iterable<Disguise>,
  {
    frameCount,
    isTaken,
    random,
  }: { readonly frameCount: number; readonly isTaken: (unitId: UnitId) => boolean; readonly random: () => number },
): Disguise | null {
  const alike = [...units].filter(({ frames }) => frames.length === frameCount)
  const fresh = alike.filter(({ unitId }) => !isTaken(unitId))
  const able = fresh.length > 0 ? fresh : alike
  return able[Math.floor(random() * able.length)] ?? null
}
