import { after, type DeviceId, type JobId, type UnitId } from '../ids'
import { isOpen, isPlain, type Job, type Unit } from './board'
import type { GiveUpReason } from './event'
import { revoke } from './lease'
import { rulesOf } from './modes/rules'
import { pushBack, pushFront, takeOut, type UnitQueue } from './queue'
import { rejoin } from './sharing'
import { once, wakeBy, type Turn } from './turn'

interface NewUnit {
  readonly jobId: JobId
  readonly unitId: UnitId
  readonly position: number
  readonly frameCount: number
  readonly keepFrom?: readonly DeviceId[]
}

/** A unit is offered once for each place in its job; offering it again adds nothing but news of its payload. */
export function offerUnit(turn: Turn, offer: NewUnit, isAvailable: boolean): void {
  const job = turn.board.jobs.get(offer.jobId)
  if (!job || job.state !== 'open') return
  const known = turn.board.units.get(offer.unitId)
  if (known) {
    if (isAvailable) setAvailability(turn, known, true)
    return
  }
  const unit = addUnit(turn, job, offer, isAvailable)
  if (isPlain(unit)) rulesOf(job).freshened(turn, job)
  enqueue(turn, unit, 'back')
  if (isOverdue(turn, job)) giveUp(turn, unit, 'deadline')
}

const isOverdue = ({ at }: Turn, { deadlineAt }: Job): boolean => deadlineAt !== null && deadlineAt <= at

/** After a restart: a unit that had ended is put on the board as it ended. */
export function restoreUnit(turn: Turn, offer: NewUnit, outcome: 'done' | 'failed'): void {
  const job = turn.board.jobs.get(offer.jobId)
  if (!job || job.state !== 'open') return
  const known = turn.board.units.get(offer.unitId)
  if (known && !isOpen(known)) return
  if (!known) rulesOf(job).freshened(turn, job)
  const unit = known ?? addUnit(turn, job, offer, false)
  if (outcome === 'done') closeDone(turn, unit)
  else close(turn, unit, 'engine-error')
}

function addUnit(
  { board }: Turn,
  job: Job,
  { unitId, position, frameCount, keepFrom }: NewUnit,
  isAvailable: boolean,
): Unit {
  const unit: Unit = {
    id: unitId,
    job,
    position,
    frameCount: Math.max(1, frameCount),
    state: { type: 'unavailable' },
    isAvailable,
    place: null,
    leases: [],
    liveCount: 0,
    trouble: null,
    keepFrom: keepFrom ? new Set(keepFrom) : null,
    takenBy: null,
    vanished: null,
  }
  job.isSettled = false
  job.units.push(unit)
  if (!unit.keepFrom) job.places.set(position, unit)
  job.count.total++
  job.frames.offered += unit.frameCount
  board.units.set(unitId, unit)
  return unit
}

/** A unit out at a worker stays there: the payload may have arrived already. */
export function setAvailability(turn: Turn, unit: Unit, isAvailable: boolean): void {
  if (unit.isAvailable === isAvailable) return
  unit.isAvailable = isAvailable
  if (unit.state.type === 'unavailable' && isAvailable) {
    enqueue(turn, unit, 'back')
    once(turn.stirred, unit.job.pool)
  }
  if (unit.state.type === 'queued' && !isAvailable) {
    takeOut(unit)
    unit.state = { type: 'unavailable' }
  }
}

/** An open unit that nobody holds any more waits again: in front, because others wait for the end of the job, not for it. */
export function requeue(turn: Turn, unit: Unit): void {
  if (unit.state.type !== 'leased' || unit.liveCount > 0) return
  unit.job.count.leased--
  if (isPlain(unit)) rulesOf(unit.job).freshened(turn, unit.job)
  enqueue(turn, unit, 'front')
}

/** The same, after a pause. */
export function requeueLater(turn: Turn, unit: Unit, ms: number): void {
  if (unit.state.type !== 'leased' || unit.liveCount > 0) return
  if (ms <= 0) return requeue(turn, unit)
  unit.job.count.leased--
  const untilAt = after(turn.at, ms)
  unit.state = { type: 'delayed', untilAt }
  turn.board.delayed.add(unit)
  wakeBy(turn, untilAt)
}

/** Ends the pauses that are over. */
export function wakeDelayed(turn: Turn): void {
  for (const unit of turn.board.delayed) {
    if (unit.state.type === 'delayed' && unit.state.untilAt > turn.at) continue
    turn.board.delayed.delete(unit)
    if (unit.state.type === 'delayed') enqueue(turn, unit, 'front')
  }
}

function enqueue(turn: Turn, unit: Unit, end: 'front' | 'back'): void {
  const { job } = unit
  if (!unit.isAvailable) {
    unit.state = { type: 'unavailable' }
    return
  }
  rejoin(turn.board, job)
  const queue = queueFor(turn, unit)
  if (end === 'front') pushFront(queue, unit)
  else pushBack(queue, unit)
  unit.state = { type: 'queued' }
  // Where shares are fixed, whoever was dealt the unit has been told.
  if (!isPlain(unit) || rulesOf(job).isOpenToAll) once(turn.stirred, job.pool)
}

function queueFor(turn: Turn, unit: Unit): UnitQueue {
  const { job } = unit
  if (isPlain(unit)) return job.fresh
  if (!unit.trouble) return job.reserved
  return isDisputed(turn, unit) ? job.disputed : job.troubled
}

const isDisputed = ({ policy }: Turn, { trouble }: Unit): boolean =>
  trouble !== null &&
  (trouble.failedBy.size >= policy.retry.differentWorkers || trouble.lastReason === 'took-workers-down')

/** The unit's first report is in. */
export function closeDone(turn: Turn, unit: Unit): void {
  leaveBoard(turn, unit)
  unit.state = { type: 'done' }
  unit.job.count.done++
  unit.job.frames.done += unit.frameCount
}

/** Ends a unit that nobody needs any more. */
export function withdraw(turn: Turn, unit: Unit): void {
  if (!isOpen(unit)) return
  for (const lease of unit.leases) revoke(turn, lease, 'withdrawn')
  close(turn, unit, 'bad-payload')
}

export function giveUp(turn: Turn, unit: Unit, reason: GiveUpReason): void {
  close(turn, unit, reason)
  turn.effects.push({ type: 'unit-given-up', unitId: unit.id, reason })
}

function close(turn: Turn, unit: Unit, reason: GiveUpReason): void {
  leaveBoard(turn, unit)
  unit.state = { type: 'given-up', reason }
  unit.job.count.givenUp++
  unit.job.frames.givenUp += unit.frameCount
}

/** Takes a unit that ends out of its queue and out of every hand that still holds a copy. */
function leaveBoard(turn: Turn, unit: Unit): void {
  once(turn.ended, unit.job)
  if (isFresh(unit)) rulesOf(unit.job).withdrawn(unit.job)
  takeOut(unit)
  turn.board.delayed.delete(unit)
  if (unit.state.type === 'leased') unit.job.count.leased--
  for (const lease of unit.leases) revoke(turn, lease, 'done-elsewhere')
}

/** A done unit is open again; its job must not have finished. */
export function reopen(turn: Turn, unit: Unit): void {
  if (unit.state.type !== 'done') return
  unit.job.isSettled = false
  unit.job.count.done--
  unit.job.frames.done -= unit.frameCount
  if (isPlain(unit)) rulesOf(unit.job).freshened(turn, unit.job)
  enqueue(turn, unit, 'front')
  if (isOverdue(turn, unit.job)) giveUp(turn, unit, 'deadline')
}

/** Whether a share of the fixed modes counts it: never failed, not in anyone's hands, not ended. */
export const isFresh = (unit: Unit): boolean =>
  isPlain(unit) && (unit.state.type === 'queued' || unit.state.type === 'unavailable')
