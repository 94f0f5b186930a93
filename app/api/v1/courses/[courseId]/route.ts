import { z } from 'zod'
import { brand, type CourseId } from '@/lib/core/ids'
import { AttendancePolicySchema, HelpersSchema } from '@/lib/protocol/course-view'
import { recordAudit } from '@/lib/server/audit'
import { getCoordinatorPort } from '@/lib/server/coordinator-port'
import { changeCourse, findCourse, listSessionIds } from '@/lib/server/courses'
import { getDatabase } from '@/lib/server/db'
import { deleteCourse } from '@/lib/server/erase'
import { readJson } from '@/lib/server/http/body'
import { getParts } from '@/lib/server/http/parts'
import { notFound } from '@/lib/server/http/problem'
import { facultyRoute } from '@/lib/server/http/route'
import { remarkSession } from '@/lib/server/register'

type Params = { courseId: string }

const CourseChange = z.object({
  name: z.string().trim().min(1).max(120).optional(),
  code: z.string().trim().max(40).optional(),
  policy: AttendancePolicySchema.optional(),
  helpers: HelpersSchema.optional(),
})

export const GET = facultyRoute<Params>(async ({ userId, params }) => {
  const course = await findCourse(getDatabase(), userId, brand<CourseId>(params.courseId))
  return course ? Response.json(course) : notFound('course')
})

/** A new policy marks every session of the course again, from the reports that are there. */
export const PATCH = facultyRoute<Params>(async ({ request, userId, params }) => {
  const courseId = brand<CourseId>(params.courseId)
  const change = await readJson(request, CourseChange)
  if (!change.ok) return change.problem
  const parts = getParts()
  if (!(await changeCourse(parts.db, userId, courseId, change.value))) return notFound('course')
  if (change.value.policy) {
    for (const sessionId of await listSessionIds(parts.db, courseId)) {
      await remarkSession(parts, sessionId)
      getCoordinatorPort()?.reportChanged(sessionId)
    }
  }
  return Response.json(await findCourse(parts.db, userId, courseId))
})

export const DELETE = facultyRoute<Params>(async ({ userId, params }) => {
  const courseId = brand<CourseId>(params.courseId)
  const parts = getParts()
  if (!(await findCourse(parts.db, userId, courseId))) return notFound('course')
  await deleteCourse(parts, courseId)
  await recordAudit(parts.db, { userId, action: 'course-deleted', about: courseId })
  return Response.json({ id: courseId })
})
