import { isActive, type Job, type Worker } from '../board'
import { once, type Turn } from '../turn'

/**
 * Dealing for the modes that fix shares: each worker of the pool is dealt a number of the job's fresh units (units are alike,
 * so a share is a count, not a list) and takes no more than that. What holds after each event:
 * sum of quotas + undealt = units that are fresh (waiting or not yet available, never failed).
 */
export type Weigh = (worker: Worker, job: Job) => number

/** Deals `count` units by smooth weighted round robin. With equal weights shares differ by one at most. */
export function deal(turn: Turn, job: Job, count: number, weigh: Weigh): void {
  if (job.shares.size === 0) {
    job.undealt += count
    return
  }
  for (let dealt = 0; dealt < count; dealt++) {
    let total = 0
    let next = null
    let nextWorker = null
    for (const [worker, share] of job.shares) {
      const weight = weigh(worker, job)
      total += weight
      share.credit += weight
      if (next && share.credit <= next.credit) continue
      next = share
      nextWorker = worker
    }
    if (!next || !nextWorker) return
    next.credit -= total
    next.quota++
    once(turn.freed, nextWorker)
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
export function enter(turn: Turn, job: Job, worker: Worker, weigh: Weigh): void {
  if (job.shares.has(worker)) return
  const own = { quota: 0, credit: 0 }
  const others = [...job.shares].map(([other, share]) => ({ share, weight: weigh(other, job) }))
  const left = others.reduce((sum, { share }) => sum + share.quota, 0)
  const weight = weigh(worker, job)
  const due = Math.floor((left * weight) / others.reduce((sum, other) => sum + other.weight, weight))
  for (let taken = 0; taken < due; taken++) {
    let richest = null
    let most = 0
    for (const { share, weight } of others) {
      if (share.quota <= most * weight) continue
      most = share.quota / weight
      richest = share
    }
    if (!richest) break
    richest.quota--
    own.quota++
  }
  job.shares.set(worker, own)
  const waiting = job.undealt
  job.undealt = 0
  deal(turn, job, waiting, weigh)
}

/** A worker that leaves, pauses or rests hands its share to the others. */
export function leave(turn: Turn, job: Job, worker: Worker, weigh: Weigh): void {
  const share = job.shares.get(worker)
  if (!share) return
  job.shares.delete(worker)
  deal(turn, job, share.quota, weigh)
}

/** Brings in everyone of the pool who is active now; for a job that opens. */
export function enterAll(turn: Turn, job: Job, weigh: Weigh): void {
  for (const worker of job.pool.members) if (isActive(worker)) enter(turn, job, worker, weigh)
}

export const mayTake = (job: Job, worker: Worker): boolean => (job.shares.get(worker)?.quota ?? 0) > 0

export function take(job: Job, worker: Worker): void {
  const share = job.shares.get(worker)
  if (share) share.quota--
}
