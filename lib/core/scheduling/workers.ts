import { brand, type DeviceId, type Instant, type WorkerId } from '../ids'
import type { Board, Pool, Worker } from './board'
import { end } from './lease'
import { rulesOf } from './modes/rules'
import { keepManned, resume } from './resting'
import { firstSpeed } from './speed'
import { forgiveRunOuts } from './trouble'
import { once, type Turn } from './turn'
import { requeue } from './units'
import { noteVanished } from './vanishing'

interface NewWorker {
  readonly workerId: WorkerId
  readonly deviceId?: DeviceId
  readonly pools: readonly string[]
  readonly frameMs: number
  readonly isTrusted: boolean
}

export function joinWorker(turn: Turn, { workerId, deviceId, pools, frameMs, isTrusted }: NewWorker): void {
  const { board } = turn
  if (board.workers.has(workerId)) return
  const worker: Worker = {
    id: workerId,
    // A connection without a device is a device of its own.
    deviceId: deviceId ?? brand<DeviceId>(workerId),
    order: board.joinCount++,
    pools: [...new Set(pools)].map((name) => poolNamed(board, name)),
    isTrusted,
    speed: firstSpeed(frameMs),
    hand: [],
    isPaused: true,
    isBarred: false,
    isOnStandby: false,
    idleSinceAt: null,
    restUntilAt: null,
    restCount: 0,
    holdOffUntilAt: null,
    strikes: 0,
    ranOut: [],
    lastReportAt: 0 as Instant,
    count: { units: 0, frames: 0, failures: 0 },
  }
  board.workers.set(workerId, worker)
  for (const pool of worker.pools) pool.members.add(worker)
  resume(turn, worker)
}

/** Leaving and vanishing cost the units nothing: they wait again at once. */
export function removeWorker(turn: Turn, worker: Worker, how: 'left' | 'lost'): void {
  if (how === 'lost') forgiveRunOuts(worker)
  turn.board.workers.delete(worker.id)
  // Late answers may still name its leases; nothing that follows from them may give it work.
  worker.isPaused = true
  for (const pool of worker.pools) {
    pool.members.delete(worker)
    pool.hungry.delete(worker)
    for (const job of pool.jobs) rulesOf(job).left(turn, job, worker)
  }
  for (const lease of [...worker.hand]) {
    const wasRunning = lease.state.type === 'running'
    end(turn, lease, 'over')
    if (how === 'lost' && wasRunning) noteVanished(turn, lease.unit, worker)
    else requeue(turn, lease.unit)
  }
  for (const pool of worker.pools) {
    keepManned(turn, pool)
    once(turn.stirred, pool)
    dropIfUnused(turn.board, pool)
  }
}

export function poolNamed(board: Board, name: string): Pool {
  const known = board.pools.get(name)
  if (known) return known
  const pool: Pool = { name, members: new Set(), jobs: new Set(), hungry: new Set(), pace: null }
  board.pools.set(name, pool)
  return pool
}

export function dropIfUnused(board: Board, pool: Pool): void {
  if (pool.members.size === 0 && pool.jobs.size === 0) board.pools.delete(pool.name)
}
