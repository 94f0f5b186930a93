import { after, type Instant } from '../ids'
import type { Job, Lease, Worker } from './board'
import { frameMsOf } from './speed'

/** Expected time for so many of a job's frames on a worker. */
export const workMs = (worker: Worker, job: Job, frameCount: number): number =>
  frameCount * frameMsOf(worker.speed, job.costFactor)

/**
 * When the worker should be through with all it holds (now, if it holds nothing), from its speed and its progress. Writes
 * each lease's own end into `expectedEndAt`. A lease that is overdue is expected to need as long again as it is late.
 */
export function freeAt(worker: Worker, now: Instant): Instant {
  let at = now
  for (const lease of worker.hand) {
    at = lease.state.type === 'running' ? runningEndAt(lease, now) : heldEndAt(lease, at, now)
    lease.expectedEndAt = at
  }
  return at
}

/** When the worker would have done another unit of that many frames, fetching included where no work hides it. */
export function nextEndAt(worker: Worker, job: Job, frameCount: number, now: Instant): Instant {
  const fetched = after(now, worker.speed.overheadMs)
  const free = freeAt(worker, now)
  return after(free > fetched ? free : fetched, workMs(worker, job, frameCount))
}

function runningEndAt({ unit, worker, state }: Lease, now: Instant): Instant {
  if (state.type !== 'running') return now
  const usualFrameMs = frameMsOf(worker.speed, unit.job.costFactor)
  // One usual frame is mixed in, so that a first frame that warmed caches is not taken for the unit's pace.
  const paceMs =
    state.framesDone === 0
      ? usualFrameMs
      : (state.progressedAt - state.startedAt + usualFrameMs) / (state.framesDone + 1)
  const endAt = state.progressedAt + (unit.frameCount - state.framesDone) * paceMs
  return (endAt > now ? endAt : now + Math.max(now - endAt, 0.1 * paceMs)) as Instant
}

function heldEndAt(lease: Lease, busyUntil: Instant, now: Instant): Instant {
  const fetchedAt = lease.grantedAt + lease.worker.speed.overheadMs
  const startsAt = Math.max(busyUntil, fetchedAt > now ? fetchedAt : now)
  return after(startsAt as Instant, workMs(lease.worker, lease.unit.job, lease.unit.frameCount))
}
