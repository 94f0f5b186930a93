import { waitingCount, type Board, type Job } from './board'

/**
 * Jobs share workers by stride scheduling: each grant moves its job's pass on by (expected work ÷ weight), and the job with
 * the smallest pass is served first, so that workers' time, not the number of units, is what jobs get in proportion.
 * Source: Waldspurger & Weihl, Stride Scheduling, MIT/LCS/TM-528, 1995.
 */
export function charge(board: Board, job: Job, workMs: number): number {
  board.virtualTime = Math.max(board.virtualTime, job.pass)
  const amount = workMs / job.weight
  job.pass += amount
  return amount
}

/** Takes a charge back: the lease ended before work began. */
export function refund(job: Job, amount: number): void {
  job.pass -= amount
}

/** A job that wanted nothing for a while has not saved up time to be served alone later. Call before its first unit waits. */
export function rejoin(board: Board, job: Job): void {
  if (waitingCount(job) === 0) job.pass = Math.max(job.pass, board.virtualTime)
}

/** The job to serve first among those that pass, or null. Opened earlier wins a tie. */
export function firstServed(jobs: Iterable<Job>, passes: (job: Job) => boolean): Job | null {
  let first: Job | null = null
  for (const job of jobs) if ((!first || job.pass < first.pass) && passes(job)) first = job
  return first
}
