import { z } from 'zod'
import { Id } from './unit'

/** An offer, answer or candidate with its candidates; larger ones are refused. Passed on unread between two peers. */
export const SignalOut = z.object({
  /** The link both ends mean: made by the volunteer, new for each attempt. */
  linkId: Id,
  /** `feeder` from a volunteer: the coordinator knows which one its job has. A worker id from the feeder. */
  to: z.union([z.object({ feederOf: Id }), z.object({ workerId: Id })]),
  data: z.string().max(32_768),
})
export type SignalOut = z.infer<typeof SignalOut>

/** What the other end gets. `from` is the coordinator's word, not the sender's. */
export const SignalIn = z.object({
  linkId: Id,
  from: z.union([z.object({ feederOf: Id }), z.object({ workerId: Id })]),
  data: z.string().max(32_768),
})
export type SignalIn = z.infer<typeof SignalIn>
