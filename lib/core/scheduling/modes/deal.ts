import { isActive, type Job, type Worker } from '../board'

/**
 * Dealing for the modes that fix shares: each worker of the pool is dealt a number of the job's fresh units (units are alike,
 * so a share is a count, not a list) and takes no more than that. What holds after each event:
 * sum of quotas + undealt = units that are fresh (waiting or not yet available, never failed).
 */
export type Weigh = (worker: Worker, job: Job) => number

/** Deals `count` units by smooth weighted round robin. With equal weights shares differ by one at most. */
export function deal(job: Job, count: number, weigh: Weigh): void {
  if (job.shares.size === 0) {
    job.undealt += count
    return
  }
  for (let dealt = 0; dealt < count; dealt++) {
    let total = 0
    let next = null
    for (const [worker, share] of job.shares) {
      const weight = weigh(worker, job)
      total += weight
      share.credit += weight
      if (!next || share.credit > next.credit) next = share
    }
    if (!next) return
    next.credit -= total
    next.quota++
  }
}

/** A fresh unit ended without being taken (a late report came for it): somebody's share is one smaller. */
export function undeal(job: Job): void {
  if (job.undealt > 0) {
    job.undealt--
    return
  }
  let most = null
  for (const share of job.shares.values()) if (!most || share.quota > most.quota) most = share
  if (most) most.quota--
}

/** A worker that joins (or comes back) takes its part of what has not been taken yet, from the largest shares first. */
export function enter(job: Job, worker: Worker, weigh: Weigh): void {
  if (job.shares.has(worker)) return
  const own = { quota: 0, credit: 0 }
  let total = weigh(worker, job)
  let left = 0
  for (const [other, share] of job.shares) {
    total += weigh(other, job)
    left += share.quota
  }
  let due = Math.floor((left * weigh(worker, job)) / total)
  while (due-- > 0) {
    let richest = null
    let most = 0
    for (const [other, share] of job.shares) {
      const burden = share.quota / weigh(other, job)
      if (burden > most) {
        most = burden
        richest = share
      }
    }
    if (!richest) break
    richest.quota--
    own.quota++
  }
  job.shares.set(worker, own)
  const waiting = job.undealt
  job.undealt = 0
  deal(job, waiting, weigh)
}

/** A worker that leaves, pauses or rests hands its share to the others. */
export function leave(job: Job, worker: Worker, weigh: Weigh): void {
  const share = job.shares.get(worker)
  if (!share) return
  job.shares.delete(worker)
  deal(job, share.quota, weigh)
}

/** Brings in everyone of the pool who is active now; for a job that opens. */
export function enterAll(job: Job, weigh: Weigh): void {
  for (const worker of job.pool.members) if (isActive(worker)) enter(job, worker, weigh)
}

export const mayTake = (job: Job, worker: Worker): boolean => (job.shares.get(worker)?.quota ?? 0) > 0

export function take(job: Job, worker: Worker): void {
  const share = job.shares.get(worker)
  if (share) share.quota--
}
