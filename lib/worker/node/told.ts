import { z } from 'zod'
import { SignalIn } from '../../protocol/signal'
import {
  LeaseGranted,
  LeaseName,
  ModelChanged,
  ShareOfWork,
  WorkerPaused,
  type ToVolunteer,
} from '../../protocol/volunteer'

const SHUTDOWN = z.object({ reason: z.enum(['session-over', 'removed', 'coordinator-stopping']) })

/** How each event of the coordinator is read. The keys are the protocol's, so a new event stops compiling here. */
const READERS = {
  'lease:granted': LeaseGranted.refine(({ payloadPath }) => /^\/(?!\/)/.test(payloadPath), 'same origin only'),
  'lease:revoked': LeaseName,
  'worker:pause': WorkerPaused,
  'worker:resume': z.unknown().transform(() => ({})),
  'worker:shutdown': SHUTDOWN,
  'work:share': ShareOfWork,
  'model:changed': ModelChanged,
  'signal:received': SignalIn,
} satisfies Record<keyof ToVolunteer, z.ZodType>

export type ToldByCoordinator = {
  [Name in keyof ToVolunteer]: { readonly name: Name; readonly payload: z.output<(typeof READERS)[Name]> }
}[keyof ToVolunteer]

/** Null for what doesn't read as the event it claims to be: it is dropped, as from any stranger. */
export function readTold(name: keyof ToVolunteer, payload: unknown): ToldByCoordinator | null {
  const read = READERS[name].safeParse(payload)
  // Name and payload come from the same row of READERS; the compiler can't follow that through the lookup.
  return read.success ? ({ name, payload: read.data } as ToldByCoordinator) : null
}
