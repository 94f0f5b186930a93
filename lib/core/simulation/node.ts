import type { FailureReason } from '../scheduling/event'
import type { Device } from './classroom'
import type { Random } from './random'
import type { Timeline } from './timeline'

/** What a node is given, and what it tells. The delays of the wire are the caller's business. */
export interface NodeLease {
  readonly leaseId: string
  readonly jobName: string
  readonly position: number
  readonly frameCount: number
  readonly difficulty: number
}

export interface NodeVoice {
  started(lease: NodeLease): void
  progressed(lease: NodeLease, framesDone: number): void
  reported(lease: NodeLease, workMs: number): void
  failed(lease: NodeLease, reason: FailureReason): void
  /** Work happened between these instants, whatever became of it. */
  worked(lease: NodeLease, fromMs: number, untilMs: number): void
}

export interface SimulatedNode {
  grant(lease: NodeLease): void
  revoke(leaseId: string): void
  stop(): void
}

/**
 * A volunteer page as the scheduler sees it: fetches payloads one after another, works on one unit at a time in the order
 * they arrive, fetches while it works, tells of each frame.
 */
export function createNode(device: Device, timeline: Timeline, random: Random, voice: NodeVoice): SimulatedNode {
  const toFetch: NodeLease[] = []
  const ready: NodeLease[] = []
  let fetching: { readonly lease: NodeLease; readonly cancel: () => void } | null = null
  let running: { readonly lease: NodeLease; readonly fromMs: number; cancel: () => void } | null = null
  let isStopped = false
  let hasFetched = false

  return {
    grant: (lease) => {
      if (isStopped) return
      if (device.fault) {
        const reason = device.fault === 'fails-at-once' ? 'engine-error' : 'bad-report'
        timeline.plan(5, () => isStopped || voice.failed(lease, reason))
        return
      }
      toFetch.push(lease)
      fetchNext()
    },
    revoke: (leaseId) => {
      for (const queue of [toFetch, ready]) {
        const at = queue.findIndex((lease) => lease.leaseId === leaseId)
        if (at >= 0) queue.splice(at, 1)
      }
      if (fetching?.lease.leaseId === leaseId) {
        fetching.cancel()
        fetching = null
        fetchNext()
      }
      if (running?.lease.leaseId === leaseId) {
        endRun()
        runNext()
      }
    },
    stop: () => {
      isStopped = true
      fetching?.cancel()
      if (running) endRun()
      toFetch.length = ready.length = 0
    },
  }

  function fetchNext(): void {
    const lease = fetching || isStopped ? undefined : toFetch.shift()
    if (!lease) return
    const ms = device.transferMs * random.lognormal(0.3) + (hasFetched ? 0 : device.firstPayloadMs)
    fetching = {
      lease,
      cancel: timeline.plan(ms, () => {
        fetching = null
        hasFetched = true
        ready.push(lease)
        runNext()
        fetchNext()
      }),
    }
  }

  function runNext(): void {
    const lease = running || isStopped ? undefined : ready.shift()
    if (!lease) return
    voice.started(lease)
    const pace = device.frameMs * lease.difficulty * random.lognormal(device.jitter)
    running = { lease, fromMs: timeline.now(), cancel: () => undefined }
    runFrame(running, pace, 1)
  }

  function runFrame(run: NonNullable<typeof running>, pace: number, frame: number): void {
    const isHidden = device.hides !== null && timeline.now() >= device.hides.atMs
    run.cancel = timeline.plan(pace * (isHidden ? device.hides.slowdown : 1), () => {
      if (frame < run.lease.frameCount) {
        voice.progressed(run.lease, frame)
        runFrame(run, pace, frame + 1)
        return
      }
      const { lease, fromMs } = run
      endRun()
      voice.reported(lease, timeline.now() - fromMs)
      runNext()
    })
  }

  function endRun(): void {
    if (!running) return
    running.cancel()
    voice.worked(running.lease, running.fromMs, timeline.now())
    running = null
  }
}
