import { assertNever } from '../../assert-never'
import type { Job, Worker } from '../board'
import type { Turn } from '../turn'
import { dynamicRules } from './dynamic'
import { staticRules } from './static'
import { weightedRules } from './weighted'

/** What a mode decides: who may take a job's fresh units. Everything else is the same in all modes. */
export interface ModeRules {
  opened(turn: Turn, job: Job): void
  /** A unit became fresh: offered, or lost without blame. */
  freshened(turn: Turn, job: Job): void
  /** A fresh unit ended without being taken. */
  withdrawn(job: Job): void
  /** The worker takes part from now on. */
  entered(turn: Turn, job: Job, worker: Worker): void
  /** The worker is gone, paused or resting. */
  left(turn: Turn, job: Job, worker: Worker): void
  mayTake(turn: Turn, job: Job, worker: Worker): boolean
  taken(job: Job, worker: Worker): void
  /** Whether any worker may take any fresh unit, so that leases may be moved and copied to quicker workers at the end. */
  readonly isOpenToAll: boolean
}

export function rulesOf({ mode }: Job): ModeRules {
  switch (mode) {
    case 'static':
      return staticRules
    case 'weighted':
      return weightedRules
    case 'dynamic':
      return dynamicRules
    default:
      return assertNever(mode)
  }
}
