import { z } from 'zod'
import { BoxOnWire, QualityOnWire } from './examined'
import { JobPhaseSchema } from './faculty'
import { OperationSchema } from './unit'

/** One picture of a job that is no roll, as the page and `roll --operation` read it. */
export const ExaminedPicture = z.object({
  /** The photo's name with its folders, or the recording's. */
  file: z.string(),
  /** Seconds in a recording; the place among the photos, from 0. */
  atS: z.number(),
  widthPx: z.number(),
  heightPx: z.number(),
  faces: z.array(
    z.object({
      box: BoxOnWire,
      score: z.number(),
      quality: QualityOnWire.nullable(),
      /** 128 numbers, of `describe` only. */
      descriptor: z.array(z.number()).nullable(),
    }),
  ),
  /** The face that enrolment would take, by its place among `faces`. */
  chosen: z.number().int().nullable(),
  /** Why enrolment would take none, or why nobody could look: a word, and a sentence. */
  problem: z.string().nullable(),
  reason: z.string().nullable(),
  /** Names the drawn picture at /api/v1/pictures/KEY. */
  pictureKey: z.string().nullable(),
})
export type ExaminedPicture = z.infer<typeof ExaminedPicture>

export const ExaminationView = z.object({
  jobId: z.string(),
  operation: OperationSchema,
  phase: JobPhaseSchema,
  failure: z.string().nullable(),
  pictures: z.array(ExaminedPicture),
})
export type ExaminationView = z.infer<typeof ExaminationView>
