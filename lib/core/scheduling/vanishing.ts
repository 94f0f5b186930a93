import type { Unit, Worker } from './board'
import { giveUp, requeue } from './units'
import { hasOther, troubleOf } from './trouble'
import type { Turn } from './turn'

/**
 * A worker vanished while it ran the unit. That costs the unit nothing: phones go. But a unit that takes down every page it
 * touches (a picture that a driver can't bear) would be tried without end, so that several different devices vanishing over
 * the same unit count: it waits for a trusted one, and is given up once that is gone too, or once it has had its share.
 */
export function noteVanished(turn: Turn, unit: Unit, worker: Worker): void {
  const { differentVanished, mostVanished } = turn.policy.retry
  const vanished = (unit.vanished ??= [])
  vanished.push(worker.deviceId)
  const devices = new Set(vanished)
  const isSuspect = devices.size >= differentVanished
  if (!isSuspect && vanished.length < 2 * mostVanished) return requeue(turn, unit)
  const trouble = troubleOf(unit, null)
  trouble.avoid.add(worker.deviceId)
  trouble.lastReason = 'took-workers-down'
  const isDecided = worker.isTrusted || !hasOther(unit, { isTrusted: true })
  if (unit.liveCount === 0 && (vanished.length >= 2 * mostVanished || (isDecided && isOver())))
    giveUp(turn, unit, 'took-workers-down')
  else requeue(turn, unit)

  function isOver(): boolean {
    return worker.isTrusted || devices.size >= mostVanished
  }
}
