import type { Instant, LeaseId, UnitId, WorkerId } from '../lib/core/ids'
import { type JobTimeline, leaseOutcomes, type LeaseOutcome } from '../lib/protocol/timeline'
import type { Lease } from './lease-book'

/** How a job's leases went so far: what the pace is drawn from while it runs, and the timeline after it. */
export interface Timeline {
  joined(worker: SeenWorker & { readonly calibrationMs: number }, at: Instant): void
  left(workerId: WorkerId, at: Instant): void
  offered(unit: { readonly unitId: UnitId; readonly position: number; readonly frameCount: number }, at: Instant): void
  granted(lease: Lease): void
  started(leaseId: LeaseId, at: Instant): void
  /** The last word counts: a lease that ran out may still bring the report that is accepted. */
  ended(leaseId: LeaseId, outcome: LeaseOutcome, at: Instant): void
  /** Work of an earlier process, as its stored report tells it. */
  restored(work: RestoredWork): void
  /** Frames that were described between two instants, leases at work included as far as they told. */
  framesBetween(from: Instant, to: Instant): number
  /** Frames a second, from the start to now, in at most `mostSteps` equal steps. */
  pace(now: Instant, mostSteps?: number): { readonly stepS: number; readonly framesPerS: number[] }
  snapshot(now: Instant): JobTimeline
}

interface SeenWorker {
  readonly workerId: WorkerId
  readonly name: string
  readonly backend: string
}

export interface RestoredWork {
  readonly worker: SeenWorker
  readonly position: number
  readonly frameCount: number
  readonly workMs: number
  readonly acceptedAt: Instant
}

interface Entry {
  readonly worker: number
  readonly position: number
  readonly grantedAt: number
  startedAt: number | null
  end: { readonly at: number; readonly outcome: LeaseOutcome } | null
  /** Null for work of an earlier process. */
  readonly lease: Lease | null
}

/** More leases than any job should take; a broken device that fails all day must not fill the memory. */
const MOST_LEASES = 50_000
const SECOND_MS = 1_000
const NICE_STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 3600]

export function createTimeline(startedAt: number, mostLeases = MOST_LEASES): Timeline {
  const workers: (Omit<SeenWorker, 'workerId'> & {
    id: WorkerId
    calibrationMs: number | null
    joinedAt: number
    leftAt: number | null
  })[] = []
  const placeOf = new Map<WorkerId, number>()
  const units: { offeredAt: number; frameCount: number }[] = []
  const positionOf = new Map<UnitId, number>()
  const entries: Entry[] = []
  const entryOf = new Map<LeaseId, Entry>()
  const held = new Set<Entry>()
  /** Frames described in each second since the start, spread over the time their lease was at work. */
  const perSecond: number[] = []

  const place = (worker: SeenWorker & { readonly calibrationMs?: number }, at: number): number => {
    const known = placeOf.get(worker.workerId)
    if (known !== undefined) return known
    const { workerId: id, name, backend, calibrationMs = null } = worker
    placeOf.set(id, workers.length)
    return workers.push({ id, name, backend, calibrationMs, joinedAt: at, leftAt: null }) - 1
  }

  function count({ position, startedAt: begun, grantedAt }: Entry, at: number): void {
    const frames = units[position]?.frameCount ?? 0
    const from = begun ?? grantedAt
    for (const [second, share] of spread(from - startedAt, at - startedAt))
      perSecond[second] = (perSecond[second] ?? 0) + frames * share
  }

  /** Work in progress, as far as the workers told: frames done between two times after the start. */
  function* inProgress(now: number): Generator<{ fromMs: number; toMs: number; frames: number }> {
    for (const { startedAt: begun, lease } of held) {
      if (begun === null || !lease || lease.framesDone === 0) continue
      yield { fromMs: begun - startedAt, toMs: Math.max(begun + 1, now) - startedAt, frames: lease.framesDone }
    }
  }

  function inFlight(fromMs: number, toMs: number, now: number): number {
    let sum = 0
    for (const work of inProgress(now)) sum += shareWithin(work, fromMs, toMs) * work.frames
    return sum
  }

  function described(fromMs: number, toMs: number): number {
    let frames = 0
    for (let second = Math.floor(Math.max(0, fromMs) / SECOND_MS); second * SECOND_MS < toMs; second++) {
      const overlap = Math.min(toMs, (second + 1) * SECOND_MS) - Math.max(fromMs, second * SECOND_MS)
      frames += ((perSecond[second] ?? 0) * overlap) / SECOND_MS
    }
    return frames
  }

  return {
    joined: (worker, at) => void place(worker, at),
    left: (workerId, at) => {
      const worker = workers[placeOf.get(workerId) ?? -1]
      if (worker) worker.leftAt = at
    },
    offered: ({ unitId, position, frameCount }, at) => {
      positionOf.set(unitId, position)
      units[position] ??= { offeredAt: at, frameCount }
    },
    granted: (lease) => {
      const worker = placeOf.get(lease.workerId)
      const position = positionOf.get(lease.unitId)
      if (worker === undefined || position === undefined || entries.length >= mostLeases) return
      const entry: Entry = { worker, position, grantedAt: lease.grantedAt, startedAt: null, end: null, lease }
      entries.push(entry)
      entryOf.set(lease.leaseId, entry)
      held.add(entry)
    },
    started: (leaseId, at) => {
      const entry = entryOf.get(leaseId)
      if (entry) entry.startedAt ??= at
    },
    ended: (leaseId, outcome, at) => {
      const entry = entryOf.get(leaseId)
      if (!entry || entry.end?.outcome === 'accepted') return
      entry.end = { at, outcome }
      held.delete(entry)
      if (outcome === 'accepted') count(entry, at)
    },
    restored: ({ worker, position, frameCount, workMs, acceptedAt }) => {
      const begunAt = Math.max(startedAt, acceptedAt - workMs)
      units[position] ??= { offeredAt: begunAt, frameCount }
      const at = place(worker, begunAt)
      const end = { at: acceptedAt, outcome: 'accepted' } as const
      const entry: Entry = { worker: at, position, grantedAt: begunAt, startedAt: begunAt, end, lease: null }
      entries.push(entry)
      count(entry, acceptedAt)
    },
    framesBetween: (from, to) =>
      described(from - startedAt, to - startedAt) + inFlight(from - startedAt, to - startedAt, to),
    pace: (now, mostSteps = 90) => {
      const lengthMs = Math.max(0, now - startedAt)
      const stepS = NICE_STEPS_S.find((step) => lengthMs / (step * SECOND_MS) <= mostSteps) ?? 7200
      const stepMs = stepS * SECOND_MS
      const steps: { fromMs: number; toMs: number; frames: number }[] = []
      for (let fromMs = 0; fromMs < lengthMs; fromMs += stepMs) {
        const toMs = Math.min(lengthMs, fromMs + stepMs)
        // The step that has just begun says nothing yet.
        if (toMs - fromMs < SECOND_MS / 2 && steps.length > 0) break
        steps.push({ fromMs, toMs, frames: described(fromMs, toMs) })
      }
      // A class holds hundreds of leases, each within a step or two: asking every step for all of them took longest of all.
      for (const work of inProgress(now)) {
        for (const step of steps.slice(Math.floor(work.fromMs / stepMs), Math.floor(work.toMs / stepMs) + 1))
          step.frames += shareWithin(work, step.fromMs, step.toMs) * work.frames
      }
      return {
        stepS,
        framesPerS: steps.map(
          ({ fromMs, toMs, frames }) => Math.round((frames / (toMs - fromMs)) * SECOND_MS * 100) / 100,
        ),
      }
    },
    snapshot: (now) => {
      const ms = (at: number) => Math.max(0, Math.round(at - startedAt))
      return {
        startedAt,
        workers: workers.map(({ joinedAt, leftAt, ...worker }) => ({
          ...worker,
          joinedMs: ms(joinedAt),
          leftMs: leftAt === null ? null : ms(leftAt),
        })),
        units: Array.from(units, (unit) => (unit ? [ms(unit.offeredAt), unit.frameCount] : [0, 0]) as [number, number]),
        leases: entries.map(({ worker, position, grantedAt, startedAt: begun, end }) => [
          worker,
          position,
          ms(grantedAt),
          begun === null ? null : ms(begun),
          ms(end?.at ?? now),
          leaseOutcomes.indexOf(end?.outcome ?? 'cancelled'),
        ]),
      }
    },
  }
}

/** How much of a stretch lies between two times, 0..1. */
const shareWithin = (stretch: { readonly fromMs: number; readonly toMs: number }, fromMs: number, toMs: number) =>
  Math.max(0, Math.min(stretch.toMs, toMs) - Math.max(stretch.fromMs, fromMs)) / (stretch.toMs - stretch.fromMs)

/** Seconds that a stretch touches, each with its share of the stretch; the shares add up to one. */
function spread(fromMs: number, toMs: number): [second: number, share: number][] {
  const from = Math.max(0, fromMs)
  const lengthMs = toMs - from
  if (lengthMs <= 0) return [[Math.max(0, Math.floor(toMs / SECOND_MS)), 1]]
  const shares: [number, number][] = []
  for (let second = Math.floor(from / SECOND_MS); second * SECOND_MS < toMs; second++) {
    const overlap = Math.min(toMs, (second + 1) * SECOND_MS) - Math.max(from, second * SECOND_MS)
    shares.push([second, overlap / lengthMs])
  }
  return shares
}
