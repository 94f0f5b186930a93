import { waitingCount, type Worker } from './board'
import { keepDeadline } from './deadline'
import { wake } from './resting'
import { runOut } from './trouble'
import { standBy } from './standby'
import { once, wakeBy, type Turn } from './turn'
import { wakeDelayed } from './units'

/** Does what was due by now and finds the next deadline. The only place that looks at all workers. */
export function passTime(turn: Turn): void {
  const { board } = turn
  board.wakeAt = null
  wakeDelayed(turn)
  for (const worker of board.workers.values()) {
    endBreaks(turn, worker)
    expireLeases(turn, worker)
  }
  for (const { hand } of board.workers.values())
    for (const { endsAt } of hand) if (endsAt !== null) wakeBy(turn, endsAt)
  for (const unit of board.delayed) if (unit.state.type === 'delayed') wakeBy(turn, unit.state.untilAt)
  for (const job of board.jobs.values()) keepDeadline(turn, job)
  for (const pool of board.pools.values()) {
    standBy(turn, pool)
    if (pool.hungry.size === 0) continue
    for (const job of pool.jobs) if (job.count.leased > 0 || waitingCount(job) > 0) once(turn.stirred, pool)
  }
}

function endBreaks(turn: Turn, worker: Worker): void {
  if (worker.restUntilAt !== null) {
    if (worker.restUntilAt <= turn.at) wake(turn, worker)
    else wakeBy(turn, worker.restUntilAt)
  }
  if (worker.holdOffUntilAt !== null) {
    if (worker.holdOffUntilAt > turn.at) return wakeBy(turn, worker.holdOffUntilAt)
    worker.holdOffUntilAt = null
    once(turn.freed, worker)
  }
}

function expireLeases(turn: Turn, worker: Worker): void {
  for (;;) {
    const due = worker.hand.find((lease) => lease.endsAt !== null && lease.endsAt <= turn.at)
    if (!due) return
    runOut(turn, due)
  }
}
