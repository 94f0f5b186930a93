import { isActive, type Job, type Worker } from './board'
import { nextEndAt, workMs } from './forecast'
import type { Turn } from './turn'

/**
 * Whether the others would finish everything that still waits before this worker finished one unit of it. Only asked of jobs
 * that get no more units: before that, keeping everyone busy is right. The quickest worker never hears yes, so somebody
 * always takes the last unit.
 */
export function othersFinishSooner(turn: Turn, job: Job, worker: Worker): boolean {
  const next = job.fresh.head
  if (!job.isCompleted || !next) return false
  const frameCount = next.frameCount
  const doneAt = nextEndAt(worker, job, frameCount, turn.at)
  let wanted = job.fresh.length
  for (const other of job.pool.jobs) if (other !== job) wanted += other.fresh.length
  // Far from the end nobody needs to count: even if all were as quick as the quickest, they could not.
  if (wanted > MOST_COUNTED * job.pool.members.size) return false
  let others = 0
  for (const member of job.pool.members) {
    if (member === worker || !isActive(member) || member.holdOffUntilAt !== null) continue
    const endAt = nextEndAt(member, job, frameCount, turn.at)
    // Equally soon is not sooner: two idle workers must not leave a unit to each other.
    if (endAt >= doneAt) continue
    others += 1 + Math.floor((doneAt - endAt) / workMs(member, job, frameCount))
    if (others >= wanted) return true
  }
  return false
}

/** A worker this many times slower than the others still hears the question in time. */
const MOST_COUNTED = 20
