import { assertNever } from '../assert-never'
import type { Instant } from '../ids'
import { assignWork } from './assign'
import type { Board } from './board'
import type { Effect, SchedulerEvent } from './event'
import { cancelJob, changeMode, finishIfDone, openJob, releaseJob } from './jobs'
import { progress, start } from './lease'
import type { Policy } from './policy'
import { receiveReport } from './report'
import { bar, pause, resume, trust } from './resting'
import { passTime } from './time'
import { failLease, returnLease, settleRunOuts } from './trouble'
import { once, beginTurn, type Turn } from './turn'
import { offerUnit, reopen, restoreUnit, setAvailability, withdraw } from './units'
import { joinWorker, removeWorker } from './workers'

/**
 * What must be done now that this happened. The board that comes back is the one that went in, changed in place: use it and
 * nothing else from here on. The same events under the same policy always ask for the same effects.
 */
export function step(
  board: Board,
  event: SchedulerEvent,
  policy: Policy,
): { readonly board: Board; readonly effects: readonly Effect[] } {
  // Shells with several clocks may hand in events a little out of order.
  if (event.at > board.now) board.now = event.at
  const turn = beginTurn(board, board.now, policy)
  apply(turn, event)
  finishJobs(turn)
  assignWork(turn)
  askToBeWoken(turn)
  return { board, effects: turn.effects }
}

function apply(turn: Turn, event: SchedulerEvent): void {
  const { board } = turn
  switch (event.type) {
    case 'job-opened':
      return openJob(turn, event)
    case 'unit-offered':
      return offerUnit(turn, event, event.isAvailable)
    case 'unit-availability':
      return event.unitIds.forEach((unitId) => {
        const unit = board.units.get(unitId)
        if (unit) setAvailability(turn, unit, event.isAvailable)
      })
    case 'unit-restored':
      return restoreUnit(turn, event, event.outcome)
    case 'unit-withdrawn': {
      const unit = board.units.get(event.unitId)
      return unit && withdraw(turn, unit)
    }
    case 'unit-reopened': {
      const unit = board.units.get(event.unitId)
      return unit && reopen(turn, unit)
    }
    case 'job-completed': {
      const job = board.jobs.get(event.jobId)
      if (job?.state !== 'open') return
      job.isCompleted = true
      once(turn.ended, job)
      once(turn.stirred, job.pool)
      return
    }
    case 'job-mode-changed': {
      const job = board.jobs.get(event.jobId)
      return job && changeMode(turn, job, event.mode)
    }
    case 'job-released': {
      const job = board.jobs.get(event.jobId)
      return job && releaseJob(turn, job)
    }
    case 'job-cancelled': {
      const job = board.jobs.get(event.jobId)
      return job && cancelJob(turn, job)
    }
    case 'worker-joined':
      return joinWorker(turn, event)
    case 'worker-left': {
      const worker = board.workers.get(event.workerId)
      return worker && removeWorker(turn, worker, event.how)
    }
    case 'worker-paused': {
      const worker = board.workers.get(event.workerId)
      return worker && pause(turn, worker)
    }
    case 'worker-resumed': {
      const worker = board.workers.get(event.workerId)
      return worker && resume(turn, worker)
    }
    case 'worker-barred': {
      const worker = board.workers.get(event.workerId)
      return worker && bar(turn, worker)
    }
    case 'worker-trusted': {
      const worker = board.workers.get(event.workerId)
      return worker && trust(turn, worker, event.isTrusted)
    }
    case 'lease-started': {
      const lease = board.leases.get(event.leaseId)
      if (!lease) return
      settleRunOuts(turn, lease.worker)
      return start(turn, lease)
    }
    case 'lease-progressed': {
      const lease = board.leases.get(event.leaseId)
      if (!lease) return
      settleRunOuts(turn, lease.worker)
      return progress(turn, lease, event.framesDone)
    }
    case 'lease-returned': {
      const lease = board.leases.get(event.leaseId)
      return lease && returnLease(turn, lease)
    }
    case 'report-received':
      return receiveReport(turn, event)
    case 'lease-failed': {
      const lease = board.leases.get(event.leaseId)
      return lease && failLease(turn, lease, event.reason)
    }
    case 'time-passed':
      return passTime(turn)
    default:
      return assertNever(event)
  }
}

function finishJobs(turn: Turn): void {
  for (const job of turn.ended) finishIfDone(turn, job)
}

function askToBeWoken({ board, effects, wakeAt }: Turn): void {
  if (wakeAt >= (board.wakeAt ?? Infinity)) return
  board.wakeAt = wakeAt as Instant
  effects.push({ type: 'wake-at', at: board.wakeAt })
}
