import type { Instant } from '../ids'
import type { Board, Job, Pool, Worker } from './board'
import type { Effect } from './event'
import type { Policy } from './policy'

/** One call of `step`: what it works on, what it asks for, and whom the event concerned. */
export interface Turn {
  readonly board: Board
  readonly policy: Policy
  readonly at: Instant
  readonly effects: Effect[]
  /** Workers that may have room for another lease. */
  readonly freed: Worker[]
  /** Pools where units came up or conditions changed, so that idle members should look again. */
  readonly stirred: Pool[]
  /** Jobs that may have ended. */
  readonly ended: Job[]
  /** Earliest deadline made in this turn. */
  wakeAt: number
}

export const beginTurn = (board: Board, at: Instant, policy: Policy): Turn => ({
  board,
  policy,
  at,
  effects: [],
  freed: [],
  stirred: [],
  ended: [],
  wakeAt: Infinity,
})

export function wakeBy(turn: Turn, at: number): void {
  if (at < turn.wakeAt) turn.wakeAt = at
}

/** Lists instead of sets: nearly always empty or of one, and one is made for each event. */
export function once<Item>(list: Item[], item: Item): void {
  if (!list.includes(item)) list.push(item)
}
