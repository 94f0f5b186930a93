import { z } from 'zod'
import { AttendancePolicySchema, MarkStatusSchema, StatusTotals } from './course-view'
import { JobPhaseSchema } from './faculty'
import { ModeSchema } from './unit'
import { BackendSchema } from './volunteer'

/** A faculty's own word on a mark. It wins over the machine's and both are kept. */
export const MarkOverride = z.object({
  status: MarkStatusSchema,
  why: z.string(),
  by: z.string(),
  at: z.string(),
})

/** How far a mark of presence was looked at by trusted eyes (lib/core/witness/verified-mark.ts). */
export const VerificationSchema = z.enum(['trusted', 'witnessed', 'refuted', 'unverified', 'pending'])
export type Verification = z.infer<typeof VerificationSchema>

/** One line of the register. `id` is the registration number or slug, as in `--json` (DESIGN §3). */
export const ReportPerson = z.object({
  id: z.string(),
  personId: z.string(),
  name: z.string(),
  /** What counts: the override if there is one, else the machine's. */
  status: MarkStatusSchema,
  machineStatus: MarkStatusSchema,
  /** One sentence that says why. */
  reason: z.string(),
  firstSeenS: z.number().nullable(),
  lastSeenS: z.number().nullable(),
  seenS: z.number(),
  sightings: z.number().int(),
  confidence: z.number(),
  /** Best match of the person's tracks; smaller is more alike. null when nobody was matched. */
  distance: z.number().nullable(),
  /** Cut-out of the best view, at /api/v1/crops/:key. */
  cropKey: z.string().nullable(),
  /** First enrolled photo, to compare with: /api/v1/photos/:id. */
  photoId: z.string().nullable(),
  /** Null where nobody is said to have been there. */
  verification: VerificationSchema.nullable(),
  override: MarkOverride.nullable(),
})
export type ReportPerson = z.infer<typeof ReportPerson>

export const ReportUnknown = z.object({
  cluster: z.number().int(),
  seenS: z.number(),
  sightings: z.number().int(),
  firstSeenS: z.number(),
  lastSeenS: z.number(),
  cropKeys: z.array(z.string()),
})
export type ReportUnknown = z.infer<typeof ReportUnknown>

export const ReportWorker = z.object({
  id: z.string(),
  name: z.string(),
  backend: BackendSchema,
  transport: z.enum(['peer', 'http', 'local', 'none']),
  units: z.number().int(),
  frames: z.number().int(),
  medianUnitMs: z.number().nullable(),
})

/** How the work was done. offered = described + skipped + failed, always (MRG rules). */
export const ReportJob = z.object({
  jobId: z.string(),
  phase: JobPhaseSchema,
  failure: z.string().nullable(),
  mode: ModeSchema,
  /** Frames offered. */
  frames: z.number().int(),
  framesKept: z.number().int(),
  framesDescribed: z.number().int(),
  framesSkipped: z.number().int(),
  framesFailed: z.number().int(),
  units: z.number().int(),
  facesFound: z.number().int(),
  facesDescribed: z.number().int(),
  wallS: z.number(),
  /** Views that a trusted node looked at again, and how long that took in all. */
  witnessChecks: z.number().int(),
  witnessMs: z.number(),
  decoders: z.array(z.string()),
  modelVersion: z.string().nullable(),
  workers: z.array(ReportWorker),
})
export type ReportJob = z.infer<typeof ReportJob>

/** GET /api/v1/sessions/:id/report. `job` is null before anything was uploaded; then everybody's mark is missing too. */
export const ReportView = z.object({
  session: z.object({
    id: z.string(),
    title: z.string(),
    heldAt: z.string(),
    courseId: z.string(),
    courseName: z.string(),
    courseCode: z.string(),
  }),
  policy: AttendancePolicySchema,
  /** Class time that the recordings cover, seconds. */
  durationS: z.number(),
  people: z.array(ReportPerson),
  totals: StatusTotals,
  unknown: z.array(ReportUnknown),
  intervals: z.array(z.object({ id: z.string(), startS: z.number(), endS: z.number() })),
  job: ReportJob.nullable(),
})
export type ReportView = z.infer<typeof ReportView>
