import { unitIdOf, type DeviceId } from '../ids'
import type { Agreement } from './agreement'
import { isBarred, isTrustedHere, keyOf, refOf, type Audit, type Check, type KnownFrame } from './board'
import type { TrustBoard, TrustJob, TrustTurn } from './board'
import { oweAgain } from './checks'
import { dispute, putToVote } from './disputes'
import { credit } from './devices'
import type { AuditId, FrameRef } from './event'
import { askWitness } from './witnessing'

/** Audits are named like units of their job, far beyond any real place. */
const FIRST_PLACE = 1_000_000
/** An audit of so few checks always gets a canary as well: they alone would not show who does not look. */
const FEW = 2
/** Up to so many units, few checks are left to a trusted node; in a long job it would hold up the end. */
const SHORT_JOB = 32
/** One check in so many goes to a trusted node at once, so that there are canaries and the web of vouching has an anchor. */
const AUDITS_PER_ANCHOR = 8

/** Puts checks together: whole audits at any time, part-filled ones when they have waited long enough or the job ends. */
export function putTogether(turn: TrustTurn, job: TrustJob): void {
  const { policy, board } = turn
  const isDue = job.isSettled || job.patience >= policy.auditPatienceUnits
  if (isTrustedHere(board)) anchor(turn, job)
  for (;;) {
    if (job.owed.size === 0) return
    const hasCanary = job.known.size > 0 && turn.chance.next() < policy.canaryShare
    const room = Math.max(1, job.framesPerUnit - (hasCanary ? 1 : 0))
    if (job.owed.size < room && !isDue) return
    const group = takeGroup(turn, job, room)
    // Nobody is here who could do any of them.
    if (!group) return leaveToTrusted(turn, job)
    // An audit takes as long as a unit, however little it asks, which in a short job is much.
    if (group.checks.length <= FEW && job.places.size <= SHORT_JOB && isTrustedHere(board))
      for (const one of group.checks) leaveOne(turn, job, one)
    else wantAudit(turn, job, group, hasCanary || group.checks.length <= FEW)
  }
}

function anchor(turn: TrustTurn, job: TrustJob): void {
  const [first] = job.owed
  if (!first || job.known.size * AUDITS_PER_ANCHOR > job.auditCount) return
  for (const { face } of job.witnesses.values()) if (face === null) return
  leaveOne(turn, job, first)
}

interface Group {
  readonly checks: readonly Check[]
  readonly keepFrom: ReadonlySet<DeviceId>
}

/** Neighbours in time, as ordinary units are; no more of them than leave somebody who may do them. */
function takeGroup({ board }: TrustTurn, job: TrustJob, room: number): Group | null {
  const sorted = [...job.owed].sort((one, other) => one.unit.position - other.unit.position)
  const able = idleDevices(board)
  let keepFrom = new Set<DeviceId>()
  const checks: Check[] = []
  for (const check of sorted) {
    const without = new Set([...keepFrom, ...partiesOf(check)])
    if (!able.some((deviceId) => !without.has(deviceId))) continue
    checks.push(check)
    keepFrom = without
    if (checks.length === room) break
  }
  return checks.length > 0 ? { checks, keepFrom } : null
}

/** Who has said something about the frame already. */
const partiesOf = ({ unit, blank, votes }: Check): DeviceId[] => [
  unit.deviceId,
  ...unit.copies,
  ...blank,
  ...votes.map(({ deviceId }) => deviceId),
]

function idleDevices(board: TrustBoard): readonly DeviceId[] {
  const ids: DeviceId[] = []
  for (const device of board.devices.values())
    if (device.isHere && !device.isTrusted && device.barred === null) ids.push(device.id)
  return ids
}

function wantAudit(turn: TrustTurn, job: TrustJob, { checks, keepFrom: parties }: Group, hasCanary: boolean): void {
  const keepFrom = new Set(parties)
  const canary = hasCanary ? pickCanary(turn, job, keepFrom) : null
  const auditId: AuditId = unitIdOf(job.id, FIRST_PLACE + job.auditCount++)
  const frames: { ref: FrameRef; check: Check | null }[] = checks.map((check) => ({ ref: refOf(check), check }))
  // Anywhere among the others: a place of its own would give it away.
  if (canary) frames.splice(Math.floor(turn.chance.next() * (frames.length + 1)), 0, { ref: canary.ref, check: null })
  for (const check of checks) {
    job.owed.delete(check)
    check.state = { type: 'in-audit', auditId }
  }
  job.audits.set(auditId, { id: auditId, frames, keepFrom })
  job.patience = 0
  turn.effects.push({
    ...{ type: 'audit-wanted', jobId: job.id, auditId },
    ...{ frames: frames.map(({ ref }) => ref), keepFrom: [...keepFrom] },
  })
}

/** A known frame that leaves somebody to be tried by it. */
function pickCanary({ board, chance }: TrustTurn, job: TrustJob, keepFrom: Set<DeviceId>): KnownFrame | null {
  const able = idleDevices(board)
  const candidates = [...job.known.values()].filter(({ seenBy }) =>
    able.some((deviceId) => !keepFrom.has(deviceId) && !seenBy.has(deviceId)),
  )
  const picked = candidates[Math.floor(chance.next() * candidates.length)]
  for (const deviceId of picked?.seenBy ?? []) keepFrom.add(deviceId)
  return picked ?? null
}

function leaveToTrusted(turn: TrustTurn, job: TrustJob): void {
  const hasTrusted = isTrustedHere(turn.board)
  for (const check of job.owed) {
    if (hasTrusted) leaveOne(turn, job, check)
    else {
      job.owed.delete(check)
      check.state = { type: 'unchecked' }
    }
  }
}

function leaveOne(turn: TrustTurn, job: TrustJob, check: Check): void {
  job.owed.delete(check)
  check.state = { type: 'at-witness' }
  askWitness(turn, job, { about: refOf(check), face: null, check, other: null })
}

/** An empty room is empty to everybody: after so many it is believed. */
const MOST_BLANK = 2

/** Each frame that agrees vouches for both; a frame that differs is a dispute. */
export function readAudit(
  turn: TrustTurn,
  job: TrustJob,
  audit: Audit,
  deviceId: DeviceId,
  outcomes: readonly Agreement[],
): void {
  job.audits.delete(audit.id)
  if (audit.keepFrom.has(deviceId) || isBarred(turn.board, deviceId)) return dropAudit(job, audit)
  let agreed = 0
  audit.frames.forEach(({ ref, check }, index) => {
    const outcome = outcomes[index] ?? 'differ'
    job.count.checked++
    if (!check) {
      job.known.get(keyOf(ref))?.seenBy.add(deviceId)
      if (outcome === 'differ') dispute(turn, job, { ref, check: null, auditId: audit.id, by: deviceId })
      else if (outcome === 'agree') agreed++
      return
    }
    if (check.state.type !== 'in-audit' || check.state.auditId !== audit.id) return
    // Outvoted over one of the frames before this one.
    if (isBarred(turn.board, deviceId)) return oweAgain(job, check)
    if (outcome === 'differ') return dispute(turn, job, { ref, check, auditId: audit.id, by: deviceId })
    if (check.votes.length > 0) return putToVote(turn, job, check, { deviceId, agrees: true, auditId: audit.id })
    // Two who saw nothing may both have not looked.
    if (outcome === 'unclear' && check.blank.size < MOST_BLANK) {
      check.blank.add(deviceId)
      return oweAgain(job, check)
    }
    check.state = { type: 'passed', by: deviceId }
    if (outcome !== 'agree') return
    agreed++
    credit(turn, check.unit.deviceId)
  })
  if (agreed > 0) credit(turn, deviceId)
}

/** Nobody did it: its checks wait again. */
export function dropAudit(job: TrustJob, audit: Audit): void {
  job.audits.delete(audit.id)
  for (const { check } of audit.frames)
    if (check?.state.type === 'in-audit' && check.state.auditId === audit.id) oweAgain(job, check)
}

/** Audits that nobody who is here may do are taken back; their checks find another way. */
export function dropImpossible({ board, effects }: TrustTurn, job: TrustJob): void {
  if (job.audits.size === 0) return
  const able = idleDevices(board)
  for (const audit of job.audits.values()) {
    if (able.some((deviceId) => !audit.keepFrom.has(deviceId))) continue
    dropAudit(job, audit)
    effects.push({ type: 'audit-withdrawn', jobId: job.id, auditId: audit.id })
  }
}
