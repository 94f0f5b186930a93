import { z } from 'zod'

/** A unit's payload is held whole by phones, so its size is bounded; the feeder starts a new unit before passing it. */
export const MAX_UNIT_BYTES = 8 * 1024 * 1024
export const MAX_FRAMES_PER_UNIT = 16

export const Id = z
  .string()
  .min(1)
  .max(80)
  .regex(/^[\w:.-]+$/)

export const FrameInfoSchema = z.object({
  atS: z.number().min(0).max(86_400),
  widthPx: z.number().int().min(1).max(8192),
  heightPx: z.number().int().min(1).max(8192),
  sizeBytes: z.number().int().min(1).max(MAX_UNIT_BYTES),
})

/** How balancing is done; the user picks one per job (DESIGN §4.1). */
export const ModeSchema = z.enum(['static', 'weighted', 'dynamic'])
export type Mode = z.infer<typeof ModeSchema>

/**
 * What a worker is to do with a unit. `attendance` finds, follows and describes the faces of neighbouring frames for the register;
 * the others look at each picture for itself (lib/worker/engine/operations).
 */
export const OperationSchema = z.enum(['attendance', 'detect', 'describe', 'edges', 'annotate'])
export type Operation = z.infer<typeof OperationSchema>
export type PictureOperation = Exclude<Operation, 'attendance'>

/** Operations whose answer is a picture; their units are small, for the pictures travel back. */
export const drawsPictures = (operation: Operation): boolean => operation === 'edges' || operation === 'annotate'

/** What the feeder says of a unit when it offers it. Repeating an offer is harmless: (jobId, index) is the key. */
export const UnitOffer = z.object({
  jobId: Id,
  index: z.number().int().min(0).max(200_000),
  mediaId: Id,
  frames: z.array(FrameInfoSchema).min(1).max(MAX_FRAMES_PER_UNIT),
  /** CRC-32 of the whole payload, unsigned. */
  checksum: z.number().int().min(0).max(0xffffffff),
})
export type UnitOffer = z.infer<typeof UnitOffer>
