import type { DeviceId, UnitId } from '../ids'
import { keyOf, type TrustJob, type TrustTurn } from './board'
import { oweAgain } from './checks'
import type { BarReason } from './event'
import { newReputation, noteProven } from './reputation'

/**
 * One proven lie ends a device's part: nothing more from it, every unit that only it has described is done again, and what
 * it vouched for is checked again.
 */
export function bar(turn: TrustTurn, deviceId: DeviceId, reason: BarReason): void {
  const { board, at, effects } = turn
  const device = board.devices.get(deviceId)
  if (device?.isTrusted || device?.barred) return
  const reputation = noteProven(device?.reputation ?? newReputation(at), at)
  if (device) {
    Object.assign(device, { barred: reason, reputation })
    device.count.disputed++
  } else
    board.devices.set(deviceId, {
      id: deviceId,
      isTrusted: false,
      isHere: false,
      isHeld: false,
      barred: reason,
      reputation,
      count: { verified: 0, disputed: 1 },
    })
  effects.push({ type: 'device-barred', deviceId, reason }, { type: 'reputation-changed', deviceId, reputation })
  for (const job of board.jobs.values()) {
    if (job.isReleased) continue
    reopen(turn, job, deviceId)
    withdrawVouching(job, deviceId)
  }
}

function reopen({ effects }: TrustTurn, job: TrustJob, deviceId: DeviceId): void {
  const work = job.work.get(deviceId)
  if (!work) return
  job.count.barred++
  const unitIds: UnitId[] = []
  for (const unit of work.units) {
    if (job.units.get(unit.id) !== unit || unit.copies.size > 0) continue
    unitIds.push(unit.id)
    forgetUnit(job, unit.id)
  }
  job.work.delete(deviceId)
  if (unitIds.length === 0) return
  job.count.reopened += unitIds.length
  job.isSettled = false
  job.marks = 'none'
  effects.push({ type: 'units-reopened', jobId: job.id, deviceId, unitIds })
}

/** The accepted report counts no more. */
export function forgetUnit(job: TrustJob, unitId: UnitId): void {
  const unit = job.units.get(unitId)
  if (!unit) return
  job.units.delete(unitId)
  if (job.places.get(unit.position) === unit) job.places.delete(unit.position)
  unit.clearFaces.forEach((_, frame) => {
    const key = keyOf({ unitId, frame })
    const check = job.checks.get(key)
    if (check) job.owed.delete(check)
    job.checks.delete(key)
  })
  for (const key of job.faces.keys()) if (key.startsWith(`${unitId}#`)) job.faces.delete(key)
}

/** What rests on its word is to be looked at again; disputes that it raised are none. */
function withdrawVouching(job: TrustJob, deviceId: DeviceId): void {
  for (const check of job.checks.values()) {
    const { state } = check
    if ((state.type === 'passed' || state.type === 'disputed') && state.by === deviceId) oweAgain(job, check)
  }
  for (const unit of job.units.values()) unit.copies.delete(deviceId)
}
