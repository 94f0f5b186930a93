import type { Instant } from '../lib/core/ids'
import { emptyBoard } from '../lib/core/scheduling/board'
import type { Effect, SchedulerEvent } from '../lib/core/scheduling/event'
import type { Policy } from '../lib/core/scheduling/policy'
import { step } from '../lib/core/scheduling/step'
import type { Clock } from './clock'

/** A scheduler event without its time: the coordinator adds that. */
export type Fact = WithoutTime<SchedulerEvent>
type WithoutTime<Event> = Event extends unknown ? Omit<Event, 'at'> : never

/** What somebody has to carry out; waking up is the coordinator's own business. */
export type Task = Exclude<Effect, { readonly type: 'wake-at' }>

export interface Coordinator {
  /** Tells the board a fact that is true now. What follows has been carried out, or begun, when it returns. */
  tell(fact: Fact): readonly Task[]
  /** Grants nothing and wakes up for nothing from now on. Reports in flight are still taken. */
  stop(): void
}

/**
 * The thin shell over the scheduling core: it owns the board and the clock, hands facts in and has the effects carried
 * out. It knows neither sockets nor the database.
 */
export function createCoordinator({
  clock,
  policy,
  carryOut,
}: {
  clock: Clock
  policy: Policy
  carryOut: (task: Task) => void
}): Coordinator {
  let board = emptyBoard()
  let cancelAlarm = (): void => {}
  let isStopping = false

  function tell(fact: Fact): readonly Task[] {
    // The spread of a union loses which variant it was; adding the time to any variant without it gives that variant.
    const event = { ...fact, at: clock.now() } as SchedulerEvent
    const result = step(board, event, policy)
    board = result.board
    const tasks: Task[] = []
    for (const effect of result.effects) {
      if (effect.type === 'wake-at') wakeAt(effect.at)
      else if (!(isStopping && effect.type === 'grant-lease')) tasks.push(effect)
    }
    tasks.forEach(carryOut)
    return tasks
  }

  /** The newest instant replaces the one before; the board asks again when it still needs an earlier one. */
  function wakeAt(at: Instant): void {
    cancelAlarm()
    if (!isStopping) cancelAlarm = clock.after(at - clock.now(), () => tell({ type: 'time-passed' }))
  }

  return {
    tell,
    stop: () => {
      isStopping = true
      cancelAlarm()
    },
  }
}
