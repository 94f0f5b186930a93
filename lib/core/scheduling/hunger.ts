import { isAwake, type Worker } from './board'
import { frameMsOf } from './speed'
import { wakeBy, type Turn } from './turn'

/** Writes down in its pools whether the worker could hold more than it does. */
export function noteHunger(turn: Turn, worker: Worker): void {
  const isHungry = hasRoom(turn, worker)
  if (worker.hand.length > 0) worker.idleSinceAt = null
  else if (worker.idleSinceAt === null) {
    worker.idleSinceAt = turn.at
    if (turn.policy.standby) wakeBy(turn, turn.at + turn.policy.standby.afterIdleMs)
  }
  for (const { hungry } of worker.pools) {
    if (isHungry) hungry.add(worker)
    else hungry.delete(worker)
  }
}

/**
 * How many leases a worker may hold: enough that fetching hides behind work (1 + overhead ÷ unit time), for quick ones enough
 * for a second's work. One that just failed, one; one that has shown nothing yet, two.
 */
export function hasRoom({ policy: { pipeline } }: Turn, worker: Worker): boolean {
  if (!isAwake(worker) || worker.holdOffUntilAt !== null) return false
  const held = worker.hand.length
  if (held === 0) return true
  if (worker.strikes > 0 || held >= pipeline.mostHeld) return false
  if (worker.count.units === 0) return held < 2
  const unitMs = Math.max(1, frameMsOf(worker.speed, 1) * Math.max(1, worker.speed.typicalFrames))
  const ahead = Math.min(pipeline.mostAhead, 1 + Math.ceil(worker.speed.overheadMs / unitMs))
  return held < Math.max(ahead, Math.ceil(pipeline.handMs / unitMs))
}
