import type { Job } from './board'
import { isOpen } from './board'
import { once, wakeBy, type Turn } from './turn'
import { giveUp } from './units'

/** At its deadline a job gives up what is still open and waits for no more. */
export function keepDeadline(turn: Turn, job: Job): void {
  if (job.deadlineAt === null || job.state !== 'open') return
  if (job.deadlineAt > turn.at) return wakeBy(turn, job.deadlineAt)
  job.isCompleted = true
  once(turn.ended, job)
  for (const unit of job.units) if (isOpen(unit)) giveUp(turn, unit, 'deadline')
}
