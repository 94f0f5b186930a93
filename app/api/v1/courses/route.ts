import { z } from 'zod'
import { createCourse, listCourses } from '@/lib/server/courses'
import { getDatabase } from '@/lib/server/db'
import { readJson } from '@/lib/server/http/body'
import { facultyRoute } from '@/lib/server/http/route'

const NewCourse = z.object({ name: z.string().trim().min(1).max(120), code: z.string().trim().max(40).default('') })

export const GET = facultyRoute(async ({ userId }) => Response.json(await listCourses(getDatabase(), userId)))

export const POST = facultyRoute(async ({ request, userId }) => {
  const course = await readJson(request, NewCourse)
  if (!course.ok) return course.problem
  const id = await createCourse(getDatabase(), userId, course.value)
  return Response.json({ id }, { status: 201 })
})
