import type { DeviceId } from '../ids'
import type { Agreement } from './agreement'
import {
  isBarred,
  isCurrent,
  isTrustedHere,
  keyOf,
  refOf,
  type Check,
  type TrustJob,
  type TrustTurn,
  type WitnessCase,
} from './board'
import { oweAgain } from './checks'
import { credit } from './devices'
import type { AuditId, FrameRef } from './event'
import { bar } from './quarantine'
import { askWitness } from './witnessing'

interface Dispute {
  readonly ref: FrameRef
  /** Null for a canary: a trusted node has given its answer already. */
  readonly check: Check | null
  readonly auditId: AuditId | null
  readonly by: DeviceId
}

/**
 * Two answers on one frame differ. A trusted node settles it; of one audit's disputes one at a time, for an auditor that is
 * wrong once is wrong about the others too.
 */
export function dispute(turn: TrustTurn, job: TrustJob, { ref, check, auditId, by }: Dispute): void {
  job.count.disputed++
  if (check) check.state = { type: 'disputed', auditId, by }
  if (!isTrustedHere(turn.board)) {
    // A canary's answer came from a trusted node that has left; without it the rendered picture proves nothing.
    if (check) putToVote(turn, job, check, { deviceId: by, agrees: false, auditId })
    return
  }
  for (const other of job.witnesses.values())
    if (other.other?.deviceId === by && other.other.auditId === auditId) return
  askWitness(turn, job, { about: ref, face: null, check, other: { deviceId: by, auditId } })
}

/** The next dispute of the same audit, now that its auditor was right about one. */
function nextDispute(turn: TrustTurn, job: TrustJob, by: DeviceId, auditId: AuditId | null): void {
  for (const check of job.checks.values()) {
    const { state } = check
    if (state.type !== 'disputed' || state.by !== by || state.auditId !== auditId) continue
    return askWitness(turn, job, { about: refOf(check), face: null, check, other: { deviceId: by, auditId } })
  }
}

/** A trusted node's word on a whole frame. */
export function settle(
  turn: TrustTurn,
  job: TrustJob,
  { about, check, accepted, other }: WitnessCase,
  found: { readonly accepted: Agreement; readonly other: Agreement | null },
): void {
  const seenBy = new Set([...(accepted ? [accepted.deviceId] : []), ...(other ? [other.deviceId] : [])])
  // Whoever has done the unit since the question was put has seen the frame too.
  const holder = job.units.get(about.unitId)
  if (holder) seenBy.add(holder.deviceId)
  const known = job.known.get(keyOf(about))
  if (known) for (const deviceId of seenBy) known.seenBy.add(deviceId)
  else job.known.set(keyOf(about), { ref: about, seenBy })
  job.count.checked++
  // A canary's accepted answer was settled when it became one.
  const isWrong = found.accepted === 'differ' && check !== null && accepted !== null && isCurrent(job, accepted)
  if (check && !isWrong) {
    job.owed.delete(check)
    check.state = { type: 'passed', by: null }
    if (accepted && found.accepted === 'agree') credit(turn, accepted.deviceId)
  }
  if (isWrong) bar(turn, accepted.deviceId, 'witnessed')
  if (!other) return
  if (found.other === 'differ') bar(turn, other.deviceId, 'witnessed')
  else {
    if (isWrong) credit(turn, other.deviceId)
    nextDispute(turn, job, other.deviceId, other.auditId)
  }
}

/** No trusted node could look: as many others as are needed are asked, and most of them are believed. */
export function putToVote(
  turn: TrustTurn,
  job: TrustJob,
  check: Check,
  vote: { readonly deviceId: DeviceId; readonly agrees: boolean; readonly auditId: AuditId | null },
): void {
  if (!check.votes.some(({ deviceId }) => deviceId === vote.deviceId)) check.votes.push(vote)
  // The bar of one voter may have come in between.
  const votes = check.votes.filter(({ deviceId }) => !isBarred(turn.board, deviceId))
  const against = votes.filter(({ agrees }) => !agrees)
  const withIt = votes.length - against.length
  if (withIt >= 1 && against.length === 1 && votes.length >= 2) {
    // Two to one: whoever did it, and somebody else who knows neither.
    check.state = { type: 'passed', by: votes.find(({ agrees }) => agrees)?.deviceId ?? null }
    for (const { deviceId } of against) bar(turn, deviceId, 'outvoted')
    return
  }
  if (against.length >= 2 && against.length > withIt + 1) return bar(turn, check.unit.deviceId, 'outvoted')
  if (check.votes.length >= turn.policy.mostVotes) check.state = { type: 'unchecked' }
  else oweAgain(job, check)
}
