import { z } from 'zod'

/** What became of a lease. The place in this list is what is stored: add at the end, take nothing away. */
export const leaseOutcomes = [
  /** Its report is the unit's. */
  'accepted',
  /** A further copy of a unit that was done already; it was compared. */
  'copy',
  'failed',
  /** Handed back without blame: paused, hidden, or its frames were nowhere. */
  'returned',
  'ran-out',
  /** Given to a quicker worker, or no longer needed because another copy was first. */
  'moved',
  /** Its worker left or vanished. */
  'gone',
  'cancelled',
] as const
export type LeaseOutcome = (typeof leaseOutcomes)[number]

const Ms = z.number().int().min(0)

/** How a job's leases went: compact, because a long recording has tens of thousands. Times are ms after `startedAt`. */
export const JobTimeline = z.object({
  startedAt: z.number(),
  workers: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      backend: z.string(),
      /** One frame, as the device said of itself; null for work from before a restart. */
      calibrationMs: z.number().min(0).nullable(),
      /** When it was there; a device that came back is another worker. */
      joinedMs: Ms,
      leftMs: Ms.nullable(),
    }),
  ),
  /** Position of a unit: when it was offered, and its frames. */
  units: z.array(z.tuple([Ms, z.number().int().min(0)])),
  /** Place in `workers`, unit's position, granted, begun (null: never), ended, place in `leaseOutcomes`. */
  leases: z.array(
    z.tuple([z.number().int().min(0), z.number().int().min(0), Ms, Ms.nullable(), Ms, z.number().int().min(0)]),
  ),
})
export type JobTimeline = z.infer<typeof JobTimeline>
