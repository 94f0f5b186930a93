import { brand, unitIdOf, type Instant, type JobId, type LeaseId, type UnitId, type WorkerId } from '../../ids'
import type { Effect, Mode } from '../event'
import { defaultPolicy, type Policy } from '../policy'
import { createRun, type Fact, type Run } from './interleaving'

export const JOB = brand<JobId>('job')
export const workerId = (name: string): WorkerId => brand<WorkerId>(name)
export const unitAt = (position: number, jobId: JobId = JOB): UnitId => unitIdOf(jobId, position)

export interface Room extends Run {
  readonly effects: () => readonly Effect[]
  join(name: string, how?: { frameMs?: number; isTrusted?: boolean; pools?: readonly string[] }): readonly Effect[]
  offer(count: number, how?: { jobId?: JobId; frameCount?: number; isAvailable?: boolean }): readonly Effect[]
  /** Leases the worker holds, oldest first. */
  held(name: string): readonly LeaseId[]
  unitOf(leaseId: LeaseId): UnitId
  /** Starts and reports the oldest lease after so many ms. */
  work(name: string, ms: number): readonly Effect[]
  fail(name: string): readonly Effect[]
  /** Lets time pass, waking the scheduler whenever it asked to be. */
  sleep(ms: number): readonly Effect[]
}

/** A job in one room, for tests that tell a story step by step. */
export function openRoom({
  mode = 'dynamic',
  policy = defaultPolicy,
  isHeld = false,
  deadlineInMs,
}: { mode?: Mode; policy?: Policy; isHeld?: boolean; deadlineInMs?: number } = {}): Room {
  const run = createRun(policy)
  const deadlineAt = deadlineInMs === undefined ? null : brand<Instant>(run.now() + deadlineInMs)
  run.tell({ type: 'job-opened', jobId: JOB, mode, weight: 1, pool: 'room', isHeld, deadlineAt })
  const told = new Map<JobId, number>()
  const tellAll = (facts: readonly Fact[]) => facts.flatMap((fact) => run.tell(fact))

  const held = (name: string) => [...(run.ledger.workers.get(name)?.held ?? [])].map((id) => brand<LeaseId>(id))
  const oldest = (name: string) => held(name)[0] ?? brand<LeaseId>('none')
  return {
    ...run,
    effects: () => run.log.flatMap(({ effects }) => effects),
    held,
    unitOf: (leaseId) => brand<UnitId>(run.ledger.leases.get(leaseId)?.unitId ?? 'none'),
    join: (name, { frameMs = 100, isTrusted = false, pools = ['room'] } = {}) =>
      run.tell({ type: 'worker-joined', workerId: workerId(name), pools, frameMs, isTrusted }),
    offer: (count, { jobId = JOB, frameCount = 5, isAvailable = true } = {}) => {
      const first = told.get(jobId) ?? 0
      told.set(jobId, first + count)
      return tellAll(
        Array.from({ length: count }, (_, index): Fact => {
          const position = first + index
          return { type: 'unit-offered', jobId, unitId: unitIdOf(jobId, position), position, frameCount, isAvailable }
        }),
      )
    },
    work: (name, ms) => {
      const leaseId = oldest(name)
      const started = run.tell({ type: 'lease-started', leaseId })
      run.wait(ms)
      return [...started, ...run.tell({ type: 'report-received', leaseId, workMs: ms })]
    },
    fail: (name) => run.tell({ type: 'lease-failed', leaseId: oldest(name), reason: 'engine-error' }),
    sleep: (ms) => {
      const until = run.now() + ms
      const effects: Effect[] = []
      for (let wakeAt = run.ledger.wakeAt(); wakeAt !== null && wakeAt <= until; wakeAt = run.ledger.wakeAt()) {
        run.wait(Math.max(0, wakeAt - run.now()))
        effects.push(...run.tell({ type: 'time-passed' }))
      }
      run.wait(until - run.now())
      return effects
    },
  }
}

export const typesOf = (effects: readonly Effect[]): readonly Effect['type'][] =>
  effects.map(({ type }) => type).filter((type) => type !== 'wake-at')

/** The effects of one type, with that type's fields. */
export function only<Type extends Effect['type']>(
  effects: readonly Effect[],
  type: Type,
): readonly Extract<Effect, { type: Type }>[] {
  return effects.filter((effect): effect is Extract<Effect, { type: Type }> => effect.type === type)
}
