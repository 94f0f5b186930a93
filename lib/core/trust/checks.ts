import type { DeviceId } from '../ids'
import {
  isBarred,
  isCurrent,
  isTrustedDevice,
  keyOf,
  type Check,
  type TrustJob,
  type TrustTurn,
  type TrustUnit,
  type Work,
} from './board'
import { reputationAt, standingOf } from './reputation'

/** A stranger's first unit is checked; a well-known device's in one session of so many. */
const MOST_SKIPPED = 0.75

/** Draws a check of the device's answers when one is due. Which unit it falls on is known to nobody before. */
export function drawCheck(turn: TrustTurn, job: TrustJob, work: Work): void {
  const { chance, policy } = turn
  const count = work.units.length
  const standing = standingFor(turn, work.deviceId)
  if (count === 1) {
    work.interval = intervalFor()
    if (chance.next() >= MOST_SKIPPED * standing) check(turn, job, work.units[0])
    return
  }
  const since = count - work.drawnAt
  if (since < work.interval) return
  check(turn, job, work.units[work.drawnAt + Math.floor(chance.next() * since)])
  work.drawnAt = count
  work.interval = intervalFor()

  function intervalFor(): number {
    const mean = policy.unitsPerCheck * (1 + (policy.mostRarely - 1) * standing)
    return Math.max(1, Math.round(mean * (0.5 + chance.next())))
  }
}

function standingFor({ board, at }: TrustTurn, deviceId: DeviceId): number {
  const device = board.devices.get(deviceId)
  return device ? standingOf(reputationAt(device.reputation, at)) : 0
}

/**
 * At the end of a job every device's last unit is checked, however well it is known: who begins to lie, sooner or later,
 * seldom stops.
 */
export function drawLast(turn: TrustTurn, job: TrustJob): void {
  for (const work of job.work.values()) {
    if (isTrustedDevice(turn.board, work.deviceId) || isBarred(turn.board, work.deviceId)) continue
    const last = work.units.findLast((unit) => isCurrent(job, unit))
    if (last && last.copies.size === 0 && !isChecked(job, last)) check(turn, job, last)
  }
}

const isChecked = (job: TrustJob, unit: TrustUnit): boolean =>
  unit.clearFaces.some((_, frame) => job.checks.has(keyOf({ unitId: unit.id, frame })))

/** Has one frame of the unit looked at again: one with faces, if it claims any. False if one already is. */
export function check(turn: TrustTurn, job: TrustJob, unit: TrustUnit | undefined): boolean {
  if (!unit || !isCurrent(job, unit) || isChecked(job, unit)) return false
  const frames = unit.clearFaces.flatMap((count, frame) => (count > 0 ? [frame] : []))
  const among = frames.length > 0 ? frames : unit.clearFaces.map((_, frame) => frame)
  // The first frame was searched in full, which shows best who was left out; but who knew that it is the one would lie later.
  const isFirst = among[0] === 0 && turn.chance.next() < FIRST_SHARE
  return checkFrame(turn, job, unit, isFirst ? 0 : (among[Math.floor(turn.chance.next() * among.length)] ?? 0))
}

const FIRST_SHARE = 0.5

export function checkFrame({ board }: TrustTurn, job: TrustJob, unit: TrustUnit, frame: number): boolean {
  const key = keyOf({ unitId: unit.id, frame })
  if (job.checks.has(key) || isTrustedDevice(board, unit.deviceId)) return false
  const made: Check = { unit, frame, state: { type: 'owed' }, isDoubted: false, blank: new Set(), losses: 0, votes: [] }
  job.checks.set(key, made)
  job.owed.add(made)
  return true
}

/** To be looked at again: by somebody else, where its unit still counts. */
export function oweAgain(job: TrustJob, again: Check): void {
  if (job.checks.get(keyOf({ unitId: again.unit.id, frame: again.frame })) !== again) return
  again.state = { type: 'owed' }
  job.owed.add(again)
}
