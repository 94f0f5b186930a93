import { packExamined } from '../../protocol/examined'
import { packFrames, type UnitReport } from '../../protocol/report'
import type { LeaseGranted, UnitFailed } from '../../protocol/volunteer'
import type { Clock } from '../../transport/clock'
import type { Result } from '../../core/result'
import type { EnginePort } from './ports'
import type { PayloadProblem } from './payload/http-payload'
import type { Payload, PayloadSource } from './payload/payload-source'
import type { z } from 'zod'

/** What becomes of leases, told as it happens. */
export interface LeaseEvents {
  /** Share of the time that the engine may work, asked at the beginning of each unit. */
  readonly duty: () => number
  readonly onStarted: (leaseId: string) => void
  readonly onProgress: (leaseId: string, framesDone: number) => void
  readonly onDone: (done: FinishedLease) => void
  readonly onFailed: (leaseId: string, reason: FailureReason) => void
  /** The engine is free again, whatever came of the unit. */
  readonly onEnded: () => void
  /** The queue or the running unit changed. */
  readonly onChange: () => void
}

export type FailureReason = z.infer<typeof UnitFailed>['reason']

export interface FinishedLease {
  readonly lease: LeaseGranted
  readonly report: Pick<UnitReport, 'frames' | 'descriptors'>
  /** Rests included. */
  readonly workMs: number
  readonly duty: number
  readonly transport: Payload['transport']
}

export interface LeaseRunner {
  readonly add: (lease: LeaseGranted) => void
  /** Drops a lease, also the one that runs. */
  readonly drop: (leaseId: string) => void
  /** Drops all leases, or all that did not begin, and says which. */
  readonly dropAll: (which: { readonly includingRunning: boolean }) => readonly string[]
  readonly setEngine: (engine: EnginePort | null) => void
  /** Nothing begins while held; what runs goes on. */
  readonly setHeld: (isHeld: boolean) => void
  readonly running: () => { readonly framesDone: number; readonly frameCount: number } | null
  readonly size: () => number
}

/** Payloads that are fetched or kept at a time: the one at work and the one after it. Each may be 8 MB on a phone. */
const PAYLOADS_AT_A_TIME = 2

interface HeldLease {
  readonly lease: LeaseGranted
  readonly abort: AbortController
  payload: Result<Payload, PayloadProblem> | null
  isFetching: boolean
}

/** Runs leases through the engine one at a time, the first granted first, and fetches ahead while it works. */
export function createLeaseRunner(fetchPayload: PayloadSource, clock: Clock, events: LeaseEvents): LeaseRunner {
  const queue: HeldLease[] = []
  let engine: EnginePort | null = null
  let isHeld = false
  let running: (HeldLease & { framesDone: number }) | null = null

  function add(lease: LeaseGranted) {
    if (running?.lease.leaseId === lease.leaseId || queue.some((held) => held.lease.leaseId === lease.leaseId)) return
    queue.push({ lease, abort: new AbortController(), payload: null, isFetching: false })
    advance()
  }

  /** Does whatever can be done now; called after every change. */
  function advance() {
    fetchAhead()
    failUnfetchable()
    events.onChange()
    if (!engine || isHeld || running) return
    // In order of granting, except that one whose frames are still on their way holds up none whose frames are here.
    const place = queue.findIndex((held) => held.payload?.ok)
    const held = queue[place]
    if (!held?.payload?.ok) return
    queue.splice(place, 1)
    void run(held, held.payload.value, engine)
  }

  function fetchAhead() {
    for (const held of queue.slice(0, running ? PAYLOADS_AT_A_TIME - 1 : PAYLOADS_AT_A_TIME)) {
      if (held.isFetching) continue
      held.isFetching = true
      void fetchPayload(held.lease, held.abort.signal).then((payload) => {
        held.payload = payload
        if (!held.abort.signal.aborted) advance()
      })
    }
  }

  function failUnfetchable() {
    for (const held of [...queue]) {
      if (!held.payload || held.payload.ok) continue
      queue.splice(queue.indexOf(held), 1)
      events.onFailed(held.lease.leaseId, held.payload.problem)
    }
  }

  async function run(held: HeldLease, { jpegs, transport }: Payload, withEngine: EnginePort): Promise<void> {
    const { lease, abort } = held
    const current = { ...held, framesDone: 0 }
    running = current
    const beganAt = clock.now()
    const duty = events.duty()
    events.onStarted(lease.leaseId)
    fetchAhead()
    events.onChange()
    try {
      const report = await work(withEngine, lease.operation, jpegs, {
        signal: abort.signal,
        duty,
        onFrame: (framesDone) => {
          if (running !== current) return
          current.framesDone = framesDone
          events.onProgress(lease.leaseId, framesDone)
          events.onChange()
        },
      })
      if (!abort.signal.aborted) events.onDone({ lease, report, workMs: clock.now() - beganAt, duty, transport })
    } catch (error) {
      // Revoked, paused and stopped leases end here too; only the rest is a failure.
      if (!abort.signal.aborted) events.onFailed(lease.leaseId, isOutOfMemory(error) ? 'out-of-memory' : 'engine-error')
    } finally {
      if (running === current) running = null
      events.onEnded()
      advance()
    }
  }

  return {
    add,
    drop: (leaseId) => {
      if (running?.lease.leaseId === leaseId) running.abort.abort()
      const place = queue.findIndex((held) => held.lease.leaseId === leaseId)
      queue.splice(place, place < 0 ? 0 : 1)[0]?.abort.abort()
      advance()
    },
    dropAll: ({ includingRunning }) => {
      const dropped = queue.splice(0)
      if (includingRunning && running && !running.abort.signal.aborted) dropped.push(running)
      for (const held of dropped) held.abort.abort()
      events.onChange()
      return dropped.map((held) => held.lease.leaseId)
    },
    setEngine: (next) => {
      engine = next
      advance()
    },
    setHeld: (held) => {
      isHeld = held
      advance()
    },
    running: () =>
      running && !running.abort.signal.aborted
        ? { framesDone: running.framesDone, frameCount: running.lease.frames.length }
        : null,
    size: () => queue.length + (running ? 1 : 0),
  }
}

/** What the unit's job asks for (lib/protocol/unit.ts), packed for the wire. */
const work = async (
  engine: EnginePort,
  operation: LeaseGranted['operation'],
  jpegs: readonly Uint8Array[],
  options: Parameters<EnginePort['examine']>[2],
): Promise<FinishedLease['report']> =>
  operation === 'attendance'
    ? packFrames(await engine.describeFrames(jpegs, options))
    : packExamined(await engine.examine(operation, jpegs, options))

/** Browsers have no type for it: V8 says "Array buffer allocation failed", WebAssembly and WebGL "out of memory". */
const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && /out of memory|allocation failed|OUT_OF_MEMORY/i.test(error.message)
