import { othersFinishSooner } from '../tail'
import type { ModeRules } from './rules'

const nothing = () => undefined

/** Workers pull. At the end of a job a worker that would only delay it leaves the rest to quicker ones. */
export const dynamicRules: ModeRules = {
  opened: nothing,
  freshened: nothing,
  withdrawn: nothing,
  entered: nothing,
  left: nothing,
  mayTake: (turn, job, worker) => !turn.policy.sparesTail || !othersFinishSooner(turn, job, worker),
  taken: nothing,
  isOpenToAll: true,
}
