import { z } from 'zod'
import { JobPhaseSchema } from './faculty'

/** What the pages and the HTTP API say of courses, people and sessions. Dates are ISO 8601 in UTC. */
export const MarkStatusSchema = z.enum(['present', 'late', 'left-early', 'absent', 'excused', 'review'])
export type MarkStatus = z.infer<typeof MarkStatusSchema>

/** A course's rule for marks (lib/core/attendance/policy.ts has the defaults and what the parts mean). */
export const AttendancePolicySchema = z.object({
  presence: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('seen'),
      presentMinS: z.number().min(0).max(86_400),
      presentMinShare: z.number().min(0).max(1),
    }),
    z.object({ kind: z.literal('percentage'), minPct: z.number().min(0).max(100) }),
  ]),
  lateAfterS: z.number().min(0).max(86_400).nullable(),
  leftEarlyBeforeS: z.number().min(0).max(86_400).nullable(),
  fillGapS: z.number().min(0).max(3600),
  borderlineShare: z.number().min(0).max(1),
})

export const CourseSummary = z.object({
  id: z.string(),
  name: z.string(),
  code: z.string(),
  peopleCount: z.number().int(),
  sessionCount: z.number().int(),
  lastSessionAt: z.string().nullable(),
})
export type CourseSummary = z.infer<typeof CourseSummary>

/** Whose devices may help: everybody who has the code, people with an account, or devices that faculty has approved. */
export const HelpersSchema = z.enum(['anyone', 'signed-in', 'approved'])
export type Helpers = z.infer<typeof HelpersSchema>

export const CourseView = z.object({
  id: z.string(),
  name: z.string(),
  code: z.string(),
  policy: AttendancePolicySchema,
  helpers: HelpersSchema,
})
export type CourseView = z.infer<typeof CourseView>

/** One accepted photo; its picture is at /api/v1/photos/:id. */
export const PhotoView = z.object({ id: z.string(), fileName: z.string(), quality: z.number() })
export type PhotoView = z.infer<typeof PhotoView>

export const PersonView = z.object({
  id: z.string(),
  number: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  photos: z.array(PhotoView),
})
export type PersonView = z.infer<typeof PersonView>

/** How many people have each status in a session's register. */
export const StatusTotals = z.record(MarkStatusSchema, z.number().int())
export type StatusTotals = z.infer<typeof StatusTotals>

export const SessionSummary = z.object({
  id: z.string(),
  title: z.string(),
  heldAt: z.string(),
  /** Phase of the newest job; null before anything was uploaded. */
  phase: JobPhaseSchema.nullable(),
  /** null while there is no register. */
  totals: StatusTotals.nullable(),
})
export type SessionSummary = z.infer<typeof SessionSummary>

export const SessionDetail = z.object({
  id: z.string(),
  title: z.string(),
  heldAt: z.string(),
  courseId: z.string(),
  courseName: z.string(),
  courseCode: z.string(),
  peopleCount: z.number().int(),
  joinCode: z.string(),
  /** What volunteers open: the LAN address, never localhost unless there is no other. */
  joinUrl: z.string(),
  joinExpiresAt: z.string(),
})
export type SessionDetail = z.infer<typeof SessionDetail>
