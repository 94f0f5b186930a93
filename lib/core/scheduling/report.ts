import type { LeaseId } from '../ids'
import { isLive, type Lease } from './board'
import type { RefuseReason } from './event'
import { end } from './lease'
import { settleCharge } from './sharing'
import { learnOverhead, learnWork } from './speed'
import { noteSuccess } from './trouble'
import type { Turn } from './turn'
import { closeDone } from './units'

interface Report {
  readonly leaseId: LeaseId
  readonly workMs: number
  readonly roundTripMs?: number
}

/**
 * Reports are known by their lease. The first one of a unit is accepted, whether its lease still runs or not; a later one is
 * compared; the same one again is refused.
 */
export function receiveReport(turn: Turn, report: Report): void {
  const { leaseId } = report
  const lease = turn.board.leases.get(leaseId)
  if (!lease) return refuse('unknown-lease')
  if (lease.state.type === 'reported') return refuse('already-reported')
  const { unit, worker } = lease
  if (worker.isBarred) return refuse('worker-barred')
  if (unit.state.type === 'given-up') return refuse('unit-given-up')
  if (isLive(lease)) learn(turn, lease, report)
  end(turn, lease, 'reported')
  noteSuccess(turn, worker)
  if (unit.state.type === 'done') {
    turn.effects.push({ type: 'compare-report', leaseId, unitId: unit.id })
    return
  }
  worker.count.units++
  worker.count.frames += unit.frameCount
  turn.effects.push({ type: 'accept-report', leaseId, unitId: unit.id })
  closeDone(turn, unit)

  function refuse(reason: RefuseReason): void {
    turn.effects.push({ type: 'refuse-report', leaseId, reason })
  }
}

function learn({ at }: Turn, lease: Lease, { workMs, roundTripMs }: Report): void {
  const { worker, unit, grantedAt } = lease
  const elapsedMs = at - grantedAt
  const serviceMs = at - Math.max(grantedAt, worker.lastReportAt)
  const frameMs = learnWork(worker.speed, { frameCount: unit.frameCount, workMs, serviceMs, elapsedMs })
  worker.lastReportAt = at
  const { job } = unit
  settleCharge(job, lease.charge, frameMs * unit.frameCount)
  // Bounded, because a calibration is the worker's own word.
  const ratio = Math.min(10, Math.max(0.1, frameMs / worker.speed.calibratedFrameMs))
  job.costFactor += Math.max(0.02, 1 / (job.count.done + 2)) * (ratio - job.costFactor)
  const aroundMs = roundTripMs ?? (lease.state.type === 'held' ? serviceMs - frameMs * unit.frameCount : null)
  if (aroundMs === null) return
  // Behind other leases it also waited its turn, and that is not what fetching takes.
  learnOverhead(worker.speed, Math.min(aroundMs, elapsedMs), lease.wasIdle ? 'measured' : 'at-most')
}
