import { z } from 'zod'
import { brand, type CourseId } from '@/lib/core/ids'
import { findCourse } from '@/lib/server/courses'
import { getDatabase } from '@/lib/server/db'
import { readJson } from '@/lib/server/http/body'
import { notFound } from '@/lib/server/http/problem'
import { facultyRoute } from '@/lib/server/http/route'
import { createSession, listSessions } from '@/lib/server/sessions'

type Params = { courseId: string }

const NewSession = z.object({
  title: z.string().trim().min(1).max(160),
  heldAt: z.iso.datetime({ offset: true, local: true }).transform((text) => new Date(text)),
})

export const GET = facultyRoute<Params>(async ({ userId, params }) => {
  const courseId = brand<CourseId>(params.courseId)
  if (!(await findCourse(getDatabase(), userId, courseId))) return notFound('course')
  return Response.json(await listSessions(getDatabase(), courseId))
})

export const POST = facultyRoute<Params>(async ({ request, userId, params }) => {
  const courseId = brand<CourseId>(params.courseId)
  const session = await readJson(request, NewSession)
  if (!session.ok) return session.problem
  if (!(await findCourse(getDatabase(), userId, courseId))) return notFound('course')
  const id = await createSession(getDatabase(), courseId, session.value)
  return Response.json({ id }, { status: 201 })
})
