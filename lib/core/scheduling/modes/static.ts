import type { ModeRules } from './rules'
import { deal, enter, enterAll, leave, mayTake, take, undeal } from './deal'

const equally = () => 1

/** Equal shares, whatever the workers' speed; the job waits for all. */
export const staticRules: ModeRules = {
  opened: (job) => enterAll(job, equally),
  freshened: (job) => deal(job, 1, equally),
  withdrawn: undeal,
  entered: (job, worker) => enter(job, worker, equally),
  left: (job, worker) => leave(job, worker, equally),
  mayTake: (_turn, job, worker) => mayTake(job, worker),
  taken: take,
  hastens: false,
}
