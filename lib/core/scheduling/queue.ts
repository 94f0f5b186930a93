import type { Unit } from './board'

/**
 * Units in order, linked through the units themselves: adding at either end and taking out from the middle cost the same
 * small time, and nothing is left behind. A unit is in one queue at most.
 */
export interface UnitQueue {
  head: Unit | null
  tail: Unit | null
  length: number
}

/** A unit's links while it waits in a queue. */
export interface Place {
  readonly queue: UnitQueue
  before: Unit | null
  behind: Unit | null
}

export const emptyQueue = (): UnitQueue => ({ head: null, tail: null, length: 0 })

export function pushBack(queue: UnitQueue, unit: Unit): void {
  unit.place = { queue, before: queue.tail, behind: null }
  if (queue.tail?.place) queue.tail.place.behind = unit
  else queue.head = unit
  queue.tail = unit
  queue.length++
}

export function pushFront(queue: UnitQueue, unit: Unit): void {
  unit.place = { queue, before: null, behind: queue.head }
  if (queue.head?.place) queue.head.place.before = unit
  else queue.tail = unit
  queue.head = unit
  queue.length++
}

/** Takes the unit out of whichever queue it is in; harmless for one that is in none. */
export function takeOut(unit: Unit): void {
  const place = unit.place
  if (!place) return
  const { queue, before, behind } = place
  if (before?.place) before.place.behind = behind
  else queue.head = behind
  if (behind?.place) behind.place.before = before
  else queue.tail = before
  queue.length--
  unit.place = null
}

/** The first unit that passes, from the front. */
export function firstWhere(queue: UnitQueue, passes: (unit: Unit) => boolean): Unit | null {
  for (let unit = queue.head; unit; unit = unit.place?.behind ?? null) if (passes(unit)) return unit
  return null
}
