import { assertNever } from '../assert-never'
import type { DeviceId, JobId, UnitId } from '../ids'
import { dropAudit, dropImpossible, putTogether, readAudit } from './audits'
import { isBarred, isTrustedDevice, isTrustedHere, keyOf, refOf } from './board'
import type { Chance, TrustBoard, TrustJob, TrustTurn, TrustUnit } from './board'
import { check, checkFrame, drawCheck, drawLast, oweAgain } from './checks'
import { clearDevice, credit, joinDevice } from './devices'
import { dispute, putToVote, settle } from './disputes'
import type { TrustEffect, TrustEvent, WitnessId } from './event'
import type { Agreement } from './agreement'
import { lookIntoMarks, standingOfJob } from './marks'
import type { TrustPolicy } from './policy'
import { forgetUnit } from './quarantine'
import { holdSuspects } from './suspects'
import { askWitness, readFace } from './witnessing'

/**
 * What must now be looked at, thrown away or told, now that this happened (docs/adr/0009). The board that comes back is the
 * one that went in, changed in place. The same events, policy and chance always ask for the same effects.
 */
export function step(
  board: TrustBoard,
  event: TrustEvent,
  policy: TrustPolicy,
  chance: Chance,
): { readonly board: TrustBoard; readonly effects: readonly TrustEffect[] } {
  if (event.at > board.now) board.now = event.at
  const turn: TrustTurn = { board, policy, chance, at: board.now, effects: [] }
  apply(turn, event)
  for (const job of board.jobs.values()) if (!job.isReleased) advance(turn, job)
  holdSuspects(turn)
  return { board, effects: turn.effects }
}

function apply(turn: TrustTurn, event: TrustEvent): void {
  const { board } = turn
  switch (event.type) {
    case 'job-opened':
      if (!board.jobs.has(event.jobId)) board.jobs.set(event.jobId, newJob(event.jobId))
      return
    case 'job-ended':
      board.jobs.delete(event.jobId)
      return
    case 'device-joined':
      return joinDevice(turn, event)
    case 'device-cleared':
      return clearDevice(turn, event.deviceId)
    case 'device-left': {
      const device = board.devices.get(event.deviceId)
      if (device) device.isHere = false
      return
    }
    case 'unit-accepted': {
      const job = board.jobs.get(event.jobId)
      return job && accept(turn, job, event)
    }
    case 'unit-doubted': {
      const job = openJob(board, event.jobId)
      return job && doubt(turn, job, event.unitId)
    }
    case 'copy-compared': {
      const job = openJob(board, event.jobId)
      return job && readCopy(turn, job, event.unitId, event.deviceId, event.outcomes)
    }
    case 'audit-answered': {
      for (const job of board.jobs.values()) {
        const audit = job.audits.get(event.auditId)
        if (audit && !job.isReleased) readAudit(turn, job, audit, event.deviceId, event.outcomes)
      }
      return
    }
    case 'audit-lost': {
      for (const job of board.jobs.values()) {
        const audit = job.audits.get(event.auditId)
        if (audit) loseAudit(turn, job, audit.id)
      }
      return
    }
    case 'witness-answered':
      return readWitness(turn, event.witnessId, event)
    case 'witness-lost':
      return readWitness(turn, event.witnessId, null)
    case 'job-settled': {
      const job = board.jobs.get(event.jobId)
      // Settled once more after its release: the scheduler had opened a unit in between.
      if (job) Object.assign(job, { isSettled: true, isReleased: false })
      return
    }
    case 'marks-drawn': {
      const job = openJob(board, event.jobId)
      if (job?.isSettled && job.marks === 'asked') job.marks = event.marks
      // While units come in, absence means nothing yet; who is seen can be witnessed.
      else if (job && !job.isSettled)
        lookIntoMarks(
          turn,
          job,
          event.marks.filter(({ status }) => status === 'present'),
        )
      return
    }
    default:
      return assertNever(event)
  }
}

const openJob = (board: TrustBoard, jobId: JobId): TrustJob | undefined => {
  const job = board.jobs.get(jobId)
  return job?.isReleased ? undefined : job
}

/** Sees to what is due, and goes on to the next stage of a settled job when nothing is outstanding. */
function advance(turn: TrustTurn, job: TrustJob): void {
  if (job.isSettled) drawLast(turn, job)
  dropImpossible(turn, job)
  putTogether(turn, job)
  if (!job.isSettled && job.units.size >= nextLookAt(turn, job) && isTrustedHere(turn.board)) {
    job.lookedAt = job.units.size
    turn.effects.push({ type: 'marks-wanted', jobId: job.id })
  }
  if (!job.isSettled || isBusy(job)) return
  if (job.marks === 'none') {
    job.marks = 'asked'
    turn.effects.push({ type: 'marks-wanted', jobId: job.id })
    return
  }
  if (job.marks === 'asked') return
  lookIntoMarks(turn, job, job.marks)
  putTogether(turn, job)
  if (isBusy(job)) return
  job.isReleased = true
  turn.effects.push({ type: 'job-released', jobId: job.id, standing: standingOfJob(turn, job, job.marks) })
}

/** The first look comes sooner, and all do once somebody was seen falsely: each unit of a liar has to be done again. */
const FIRST = 4
const SOONER = 16
const nextLookAt = ({ policy: { unitsPerLook } }: TrustTurn, { lookedAt, falselySeen }: TrustJob): number =>
  lookedAt + unitsPerLook / (falselySeen.size > 0 ? SOONER : lookedAt === 0 ? FIRST : 1)

const isBusy = (job: TrustJob): boolean => job.owed.size + job.audits.size + job.witnesses.size > 0

function accept(
  turn: TrustTurn,
  job: TrustJob,
  {
    unitId,
    position,
    deviceId,
    clearFaces,
  }: { unitId: UnitId; position: number; deviceId: DeviceId; clearFaces: readonly number[] },
): void {
  const { board, effects } = turn
  if (job.units.get(unitId)?.deviceId === deviceId) return
  // Accepted between the bar and its being carried out.
  if (isBarred(board, deviceId)) {
    job.isSettled = false
    effects.push({ type: 'units-reopened', jobId: job.id, deviceId, unitIds: [unitId] })
    return
  }
  forgetUnit(job, unitId)
  const unit: TrustUnit = { id: unitId, position, deviceId, clearFaces, copies: new Set() }
  job.units.set(unitId, unit)
  job.places.set(position, unit)
  clearFaces.forEach((_, frame) => job.known.get(keyOf({ unitId, frame }))?.seenBy.add(deviceId))
  job.framesPerUnit = Math.max(job.framesPerUnit, clearFaces.length)
  job.patience++
  job.marks = 'none'
  job.isReleased = false
  if (isTrustedDevice(board, deviceId)) return
  const work = job.work.get(deviceId) ?? { deviceId, units: [], drawnAt: 0, interval: turn.policy.unitsPerCheck }
  job.work.set(deviceId, work)
  work.units.push(unit)
  drawCheck(turn, job, work)
}

/** Doubts are free to raise and cost a frame each, so that only so many count. */
const MOST_DOUBTS = 0.05
const FEWEST_DOUBTS = 4

function doubt(turn: TrustTurn, job: TrustJob, unitId: UnitId): void {
  const unit = job.units.get(unitId)
  if (!unit || job.doubtCount >= Math.max(FEWEST_DOUBTS, MOST_DOUBTS * job.units.size)) return
  // One open question about a device is enough: its answer opens all of its units or none.
  for (const { unit: asked, state } of job.checks.values())
    if (asked.deviceId === unit.deviceId && state.type !== 'passed' && state.type !== 'unchecked') return
  if (!check(turn, job, unit)) return
  job.doubtCount++
  if (!isTrustedHere(turn.board)) return
  // Seldom wrong, and every moment counts: straight to a trusted node.
  for (const made of job.checks.values()) {
    if (made.unit !== unit || made.state.type !== 'owed') continue
    job.owed.delete(made)
    Object.assign(made, { state: { type: 'at-witness' }, isDoubted: true })
    askWitness(turn, job, { about: refOf(made), face: null, check: made, other: null })
  }
}

/** A backup replica saw the very same frames: as good as an audit of each. */
function readCopy(
  turn: TrustTurn,
  job: TrustJob,
  unitId: UnitId,
  deviceId: DeviceId,
  outcomes: readonly Agreement[],
): void {
  const unit = job.units.get(unitId)
  if (!unit || unit.deviceId === deviceId || isBarred(turn.board, deviceId)) return
  if (isTrustedDevice(turn.board, unit.deviceId)) return
  job.count.checked += outcomes.length
  const differing = outcomes.indexOf('differ')
  if (differing < 0) {
    unit.copies.add(deviceId)
    if (!outcomes.includes('agree')) return
    credit(turn, deviceId)
    credit(turn, unit.deviceId)
    return
  }
  checkFrame(turn, job, unit, differing)
  const disputed = job.checks.get(keyOf({ unitId, frame: differing }))
  if (disputed?.state.type !== 'owed') return
  job.owed.delete(disputed)
  dispute(turn, job, { ref: { unitId, frame: differing }, check: disputed, auditId: null, by: deviceId })
}

function loseAudit(turn: TrustTurn, job: TrustJob, auditId: UnitId): void {
  const audit = job.audits.get(auditId)
  if (!audit) return
  dropAudit(job, audit)
  // Tried and failed: once more by another audit, then by a trusted node; without one, nobody can.
  for (const { check } of audit.frames) {
    if (!check || check.state.type !== 'owed') continue
    if (check.losses++ === 0) continue
    job.owed.delete(check)
    if (isTrustedHere(turn.board)) {
      check.state = { type: 'at-witness' }
      askWitness(turn, job, { about: refOf(check), face: null, check, other: null })
    } else check.state = { type: 'unchecked' }
  }
}

function readWitness(
  turn: TrustTurn,
  witnessId: WitnessId,
  found: { readonly accepted: Agreement; readonly other: Agreement | null } | null,
): void {
  for (const job of turn.board.jobs.values()) {
    const asked = job.witnesses.get(witnessId)
    if (!asked || job.isReleased) continue
    job.witnesses.delete(witnessId)
    const { face, about, check, other } = asked
    if (found && face === null) settle(turn, job, asked, found)
    else if (found) readFace(turn, job, asked, found.accepted)
    else if (face !== null) job.faces.set(`${keyOf(about)}/${face}`, 'lost')
    else if (check && other) putToVote(turn, job, check, { ...other, agrees: false })
    else if (check && check.losses++ === 0) oweAgain(job, check)
    else if (check) check.state = { type: 'unchecked' }
  }
}

const newJob = (id: JobId): TrustJob => ({
  id,
  ...{ units: new Map(), places: new Map(), work: new Map(), checks: new Map(), owed: new Set() },
  ...{ audits: new Map(), witnesses: new Map(), known: new Map(), faces: new Map(), falselySeen: new Set() },
  ...{ framesPerUnit: 1, patience: 0, auditCount: 0, witnessCount: 0, doubtCount: 0, lookedAt: 0, markCheckCount: 0 },
  ...{ isSettled: false, marks: 'none', isReleased: false },
  count: { barred: 0, reopened: 0, checked: 0, disputed: 0 },
})
