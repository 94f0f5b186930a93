import type { ModeRules } from './rules'
import { deal, enter, enterAll, leave, mayTake, take, undeal } from './deal'

const equally = () => 1

/** Equal shares, whatever the workers' speed; the job waits for all. */
export const staticRules: ModeRules = {
  opened: (turn, job) => enterAll(turn, job, equally),
  freshened: (turn, job) => deal(turn, job, 1, equally),
  withdrawn: undeal,
  entered: (turn, job, worker) => enter(turn, job, worker, equally),
  left: (turn, job, worker) => leave(turn, job, worker, equally),
  mayTake: (_turn, job, worker) => mayTake(job, worker),
  taken: take,
  isOpenToAll: false,
}
