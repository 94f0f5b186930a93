import { isAwake, type Job, type Worker } from './board'
import { nextEndAt, workMs } from './forecast'
import { frameMsOf } from './speed'
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
  // Far from the end the answer is no, and cheap: all of them together could not do so much until then.
  const doable = (doneAt - turn.at) * paceOf(turn, job) * MARGIN
  if (wanted * frameCount > doable) return false
  let others = 0
  for (const member of job.pool.members) {
    if (member === worker || !isAwake(member) || member.holdOffUntilAt !== null) continue
    const endAt = nextEndAt(member, job, frameCount, turn.at)
    // Equally soon is not sooner: two idle workers must not leave a unit to each other.
    if (endAt >= doneAt) continue
    others += 1 + Math.floor((doneAt - endAt) / workMs(member, job, frameCount))
    if (others >= wanted) return true
  }
  return false
}

/** Speeds are looked up at most this often: they change slowly and only bound a search. */
const PACE_AGE_MS = 1_000
const MARGIN = 1.5

/** Frames of the job that all members together do in a ms. */
function paceOf({ at }: Turn, { pool, costFactor }: Job): number {
  const { pace, members } = pool
  if (pace && pace.memberCount === members.size && at - pace.at < PACE_AGE_MS) return pace.framesPerMs
  let framesPerMs = 0
  for (const { speed } of members) framesPerMs += 1 / frameMsOf(speed, costFactor)
  pool.pace = { at, memberCount: members.size, framesPerMs }
  return framesPerMs
}
