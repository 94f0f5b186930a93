import { frameMsOf } from '../speed'
import { deal, enter, enterAll, leave, mayTake, take, undeal, type Weigh } from './deal'
import type { ModeRules } from './rules'

/** Frames per second as measured, or as calibrated before the first report. */
const bySpeed: Weigh = (worker, job) => 1_000 / frameMsOf(worker.speed, job.costFactor)

/** Shares in proportion to the speed known when they are dealt; the job waits for all. */
export const weightedRules: ModeRules = {
  opened: (turn, job) => enterAll(turn, job, bySpeed),
  freshened: (turn, job) => deal(turn, job, 1, bySpeed),
  withdrawn: undeal,
  entered: (turn, job, worker) => enter(turn, job, worker, bySpeed),
  left: (turn, job, worker) => leave(turn, job, worker, bySpeed),
  mayTake: (_turn, job, worker) => mayTake(job, worker),
  taken: take,
  isOpenToAll: false,
}
