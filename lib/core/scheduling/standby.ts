import { isActive, waitingCount, type Job, type Pool, type Worker } from './board'
import { rulesOf } from './modes/rules'
import { frameMsOf } from './speed'
import { once, wakeBy, type Turn } from './turn'

/**
 * No more devices stay awake than can be used: whoever had nothing to do for a while is told to stand by (its screen may go
 * dark), the slowest first, a few spare ones excepted. Standing by is no rest and no pause: the device is called as soon as
 * more waits than the waking ones without work could take.
 */
export function standBy(turn: Turn, pool: Pool): void {
  const { standby } = turn.policy
  if (!standby) return
  const idle = [...pool.hungry].filter((worker) => worker.hand.length === 0)
  idle.sort((one, other) => frameMsOf(one.speed, 1) - frameMsOf(other.speed, 1))
  for (const worker of idle.slice(standby.spare)) {
    const sinceMs = turn.at - (worker.idleSinceAt ?? turn.at)
    if (sinceMs < standby.afterIdleMs) wakeBy(turn, turn.at + standby.afterIdleMs - sinceMs)
    else {
      worker.isOnStandby = true
      for (const { hungry } of worker.pools) hungry.delete(worker)
      turn.effects.push({ type: 'standby-worker', workerId: worker.id, isOnStandby: true })
    }
  }
}

/** Calls as many as there is work for, the quickest first; all of them where not everybody may take what waits. */
export function callUp(turn: Turn, pool: Pool): void {
  let isAny = false
  for (const member of pool.members) isAny ||= member.isOnStandby
  if (!isAny) return
  let wanted = -pool.hungry.size
  for (const job of pool.jobs) wanted += isForAnybody(job) ? job.fresh.length : Infinity
  if (wanted <= 0) return
  const waiting = [...pool.members].filter((worker) => worker.isOnStandby && isActive(worker))
  waiting.sort((one, other) => frameMsOf(one.speed, 1) - frameMsOf(other.speed, 1))
  for (const worker of waiting.slice(0, wanted)) callBack(turn, worker)
}

const isForAnybody = (job: Job): boolean =>
  waitingCount(job) === job.fresh.length && (job.fresh.length === 0 || rulesOf(job).isOpenToAll)

export function callBack(turn: Turn, worker: Worker): void {
  if (!worker.isOnStandby) return
  worker.isOnStandby = false
  worker.idleSinceAt = turn.at
  once(turn.freed, worker)
  turn.effects.push({ type: 'standby-worker', workerId: worker.id, isOnStandby: false })
}
