import { brand, unitIdOf, type DeviceId, type Instant, type JobId, type LeaseId, type WorkerId } from '../ids'
import { emptyBoard } from '../scheduling/board'
import type { Effect, SchedulerEvent } from '../scheduling/event'
import type { Policy } from '../scheduling/policy'
import { step } from '../scheduling/step'
import type { Classroom, Device, SimulatedJob, SimulatedUnit } from './classroom'
import { createNode, type NodeLease, type SimulatedNode } from './node'
import type { Random } from './random'
import { createTimeline, type Timeline } from './timeline'

/** What happened, raw; figures.ts reads it. Times are ms from the start. */
export interface Outcome {
  /** Null: the job never finished. */
  readonly finishedAtMs: number | null
  readonly accepted: readonly { readonly unit: string; readonly atMs: number }[]
  readonly givenUp: readonly string[]
  readonly worked: readonly WorkSpan[]
  /** Executions begun, aborted ones included. */
  readonly executions: number
  /** Frames in them; audits are shorter than units, or not of their size. */
  readonly framesBegun: number
  readonly rests: readonly { readonly worker: string; readonly atMs: number; readonly failuresBefore: number }[]
  /** For each device that left: when it did, and when the coordinator knew and took its units back. */
  readonly departures: readonly Departure[]
  /** For each unit that was in the hands of one that left: until somebody else had it. */
  readonly orphanedMs: readonly number[]
  readonly events: number
}

export interface Departure {
  readonly how: 'announced' | 'silent'
  readonly leftAtMs: number
  readonly noticedAtMs: number
}

/** Stands beside the scheduler as the coordinator's trust does: hears what it asks for and may tell it more. */
export interface Companion {
  /** Before it is carried out. */
  heard(effect: Effect): void
  joined(device: Device, workerId: WorkerId): void
  left(device: Device): void
  /** A unit that is not the job's own; null if it is not the companion's either. */
  unitOf(unitId: string): SimulatedUnit | null
}

export type Attach = (floor: { readonly timeline: Timeline; tell(fact: Untimed<SchedulerEvent>): void }) => Companion

export interface WorkSpan {
  readonly device: string
  readonly job: string
  readonly fromMs: number
  readonly untilMs: number
}

/** The wire is thought dead when nothing was heard for this long; nodes speak every second. */
const SILENCE_MS = 5_000
const HEARTBEAT_MS = 1_000

export type Untimed<Event> = Event extends unknown ? Omit<Event, 'at'> : never

/** Runs the shipped `step` in virtual time, with this file as its shell. */
export function simulate(
  classroom: Classroom,
  policy: Policy,
  random: Random,
  limitMs = 3_600_000,
  attach: Attach | null = null,
): Outcome {
  const timeline = createTimeline()
  const accepted: { unit: string; atMs: number }[] = []
  const givenUp: string[] = []
  const worked: WorkSpan[] = []
  const rests: { worker: string; atMs: number; failuresBefore: number }[] = []
  const departures: Departure[] = []
  const orphanedMs: number[] = []
  const orphanedAt = new Map<string, number>()
  const failures = new Map<string, number>()
  const nodes = new Map<string, SimulatedNode>()
  /** Leases in somebody's hand. */
  const live = new Map<string, { readonly worker: string; readonly unit: string }>()
  const byName = new Map(classroom.devices.map((device) => [device.name, device]))
  const openJobs = new Set(classroom.jobs.map(({ name }) => name))
  const jobs = new Map(classroom.jobs.map((job) => [job.name, job]))
  const done = new Set<string>()
  let board = emptyBoard()
  let executions = 0
  let framesBegun = 0
  let events = 0
  let cancelWake = (): void => undefined
  let finishedAtMs: number | null = null
  let generation = 0

  const companion = attach?.({ timeline, tell }) ?? null
  classroom.jobs.forEach(openJob)
  classroom.devices.forEach((device, index) => plan(device, index))
  if (classroom.crash) timeline.plan(classroom.crash.atMs, crash)
  timeline.plan(limitMs, () => (openJobs.clear(), undefined))
  timeline.run(() => openJobs.size === 0)
  return { finishedAtMs, accepted, givenUp, worked, executions, framesBegun, rests, departures, orphanedMs, events }

  function tell(fact: Untimed<SchedulerEvent>): void {
    events++
    if (fact.type === 'report-received' || fact.type === 'lease-failed') live.delete(fact.leaseId)
    const result = step(board, { ...fact, at: brand<Instant>(Math.floor(timeline.now())) }, policy)
    board = result.board
    for (const effect of result.effects) carryOut(effect)
  }

  function carryOut(effect: Effect): void {
    companion?.heard(effect)
    switch (effect.type) {
      case 'grant-lease': {
        live.set(effect.leaseId, { worker: effect.workerId, unit: effect.unitId })
        const leftAtMs = orphanedAt.get(effect.unitId)
        if (leftAtMs !== undefined) orphanedMs.push(timeline.now() - leftAtMs)
        orphanedAt.delete(effect.unitId)
        return send(effect.workerId, (node) => node.grant(leaseOf(effect.leaseId, effect.unitId)))
      }
      case 'revoke-lease':
        live.delete(effect.leaseId)
        return send(effect.workerId, (node) => node.revoke(effect.leaseId))
      case 'accept-report':
        if (companion?.unitOf(effect.unitId)) return
        accepted.push({ unit: effect.unitId, atMs: timeline.now() })
        done.add(effect.unitId)
        orphanedAt.delete(effect.unitId)
        return
      case 'unit-given-up':
        givenUp.push(effect.unitId)
        return
      case 'job-finished':
        openJobs.delete(effect.jobId)
        if (openJobs.size === 0) finishedAtMs = timeline.now()
        return
      case 'rest-worker':
        rests.push({
          worker: effect.workerId,
          atMs: timeline.now(),
          failuresBefore: failures.get(effect.workerId) ?? 0,
        })
        return
      case 'wake-at':
        cancelWake()
        cancelWake = timeline.plan(effect.at - timeline.now(), () => tell({ type: 'time-passed' }))
        return
      case 'compare-report':
      case 'refuse-report':
      case 'job-settled':
      case 'standby-worker':
        return
    }
  }

  function send(workerId: string, deliver: (node: SimulatedNode) => void): void {
    const device = byName.get(workerId.slice(0, workerId.lastIndexOf('@')))
    timeline.plan(device?.latencyMs ?? 0, () => {
      const node = nodes.get(workerId)
      if (node) deliver(node)
    })
  }

  function leaseOf(leaseId: string, unitId: string): NodeLease {
    const [jobName = '', index = '0'] = unitId.split(':')
    const position = Number(index)
    const unit = jobs.get(jobName)?.units[position] ?? companion?.unitOf(unitId)
    const { frameCount, difficulty } = unit ?? { frameCount: 1, difficulty: 1 }
    return { leaseId, jobName, position, frameCount, difficulty }
  }

  function openJob(job: SimulatedJob): void {
    const jobId = brand<JobId>(job.name)
    tell({ type: 'job-opened', jobId, mode: job.mode, weight: job.weight, pool: 'room', isHeld: companion !== null })
    job.units.forEach(({ frameCount }, position) => {
      const unitId = unitIdOf(jobId, position)
      const offer = { jobId, unitId, position, frameCount }
      if (done.has(unitId)) return tell({ type: 'unit-restored', ...offer, outcome: 'done' })
      const dueMs = (classroom.feedMs * position) / job.units.length - timeline.now()
      const own = generation
      if (dueMs <= 0) tell({ type: 'unit-offered', ...offer, isAvailable: true })
      else timeline.plan(dueMs, () => own === generation && tell({ type: 'unit-offered', ...offer, isAvailable: true }))
    })
    const own = generation
    timeline.plan(classroom.feedMs - timeline.now(), () => own === generation && tell({ type: 'job-completed', jobId }))
  }

  function plan(device: Device, index: number): void {
    timeline.plan(device.joinsAtMs, () => join(device, index))
    const { leaves } = device
    if (!leaves) return
    timeline.plan(leaves.atMs, () => {
      const id = workerId(device)
      const node = nodes.get(id)
      nodes.delete(id)
      node?.stop()
      // Nodes speak each second: the last word was up to a second ago.
      const heardAgoMs = random.between(0, HEARTBEAT_MS)
      const ms = leaves.how === 'announced' ? device.latencyMs : SILENCE_MS - heardAgoMs
      const leftAtMs = timeline.now()
      for (const [leaseId, { worker, unit }] of live) {
        if (worker !== id) continue
        live.delete(leaseId)
        orphanedAt.set(unit, leftAtMs)
      }
      timeline.plan(ms, () => {
        companion?.left(device)
        departures.push({ how: leaves.how, leftAtMs, noticedAtMs: timeline.now() })
        tell({ type: 'worker-left', workerId: id, how: leaves.how === 'announced' ? 'left' : 'lost' })
      })
    })
  }

  function join(device: Device, index: number): void {
    const id = workerId(device)
    const up = (fact: Untimed<SchedulerEvent>): void => {
      const own = generation
      timeline.plan(device.latencyMs, () => own === generation && tell(fact))
    }
    const named = (lease: NodeLease) => ({ leaseId: brand<LeaseId>(lease.leaseId) })
    nodes.set(
      id,
      createNode(device, timeline, random.fork(index), {
        started: (lease) => {
          executions++
          framesBegun += lease.frameCount
          up({ type: 'lease-started', ...named(lease) })
        },
        progressed: (lease, framesDone) => up({ type: 'lease-progressed', ...named(lease), framesDone }),
        reported: (lease, workMs) => up({ type: 'report-received', ...named(lease), workMs }),
        failed: (lease, reason) => {
          failures.set(id, (failures.get(id) ?? 0) + 1)
          up({ type: 'lease-failed', ...named(lease), reason })
        },
        worked: (lease, fromMs, untilMs) => {
          worked.push({ device: device.name, job: lease.jobName, fromMs, untilMs })
        },
      }),
    )
    const deviceId = brand<DeviceId>(device.name)
    const { isTrusted = false, calibratedFrameMs: frameMs } = device
    companion?.joined(device, id)
    tell({ type: 'worker-joined', workerId: id, deviceId, pools: ['room'], frameMs, isTrusted })
  }

  function workerId(device: Device): WorkerId {
    return brand<WorkerId>(`${device.name}@${generation}`)
  }

  /** Everything the coordinator knew but the accepted reports is gone; the nodes come back as strangers. */
  function crash(): void {
    for (const node of nodes.values()) node.stop()
    nodes.clear()
    cancelWake()
    generation++
    board = emptyBoard()
    live.clear()
    timeline.plan(classroom.crash?.awayMs ?? 0, () => {
      classroom.jobs.filter(({ name }) => openJobs.has(name)).forEach(openJob)
      classroom.devices.forEach((device, index) => {
        const isThere = device.joinsAtMs <= timeline.now() && !(device.leaves && device.leaves.atMs <= timeline.now())
        if (isThere) timeline.plan(random.between(200, 1_500), () => join(device, index))
      })
    })
  }
}
