import { waitingCount, type Board, type Job, type Lease } from './board'

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

/** What was charged was a forecast; now the time is known. */
export function settleCharge(job: Job, amount: number, workMs: number): void {
  job.pass += workMs / job.weight - amount
}

/** Takes a charge back: the lease ended before work began. */
export function refund(job: Job, amount: number): void {
  job.pass -= amount
}

/** A job that wanted nothing for a while has not saved up time to be served alone later. Call before its first unit waits. */
export function rejoin(board: Board, job: Job): void {
  if (waitingCount(job) === 0) job.pass = Math.max(job.pass, board.virtualTime)
}

/**
 * The job to serve first among those that pass, or null. What the worker already holds of a job counts against it there, so
 * that each worker's hand is mixed and shares are even over short times too. Opened earlier wins a tie.
 */
export function firstServed(jobs: Iterable<Job>, hand: readonly Lease[], passes: (job: Job) => boolean): Job | null {
  let first: Job | null = null
  let least = Infinity
  for (const job of jobs) {
    let pass = job.pass
    for (const lease of hand) if (lease.unit.job === job) pass += lease.charge
    if (pass >= least || !passes(job)) continue
    first = job
    least = pass
  }
  return first
}
