import { z } from 'zod'
import { brand, type CourseId } from '@/lib/core/ids'
import { findCourse } from '@/lib/server/courses'
import { getDatabase } from '@/lib/server/db'
import { readJson } from '@/lib/server/http/body'
import { notFound } from '@/lib/server/http/problem'
import { facultyRoute } from '@/lib/server/http/route'
import { enrolPerson, isNumberKnown, listPeople } from '@/lib/server/people'

type Params = { courseId: string }

const NewPerson = z.object({
  number: z.string().trim().min(1).max(60),
  name: z.string().trim().min(1).max(120),
  email: z.email().max(200).nullable().default(null),
})

export const GET = facultyRoute<Params>(async ({ userId, params }) => {
  const courseId = brand<CourseId>(params.courseId)
  if (!(await findCourse(getDatabase(), userId, courseId))) return notFound('course')
  return Response.json(await listPeople(getDatabase(), courseId))
})

/** Enrols a person; the same number again is the same person, with the details as sent now, and not `isNew`. */
export const POST = facultyRoute<Params>(async ({ request, userId, params }) => {
  const courseId = brand<CourseId>(params.courseId)
  const person = await readJson(request, NewPerson)
  if (!person.ok) return person.problem
  if (!(await findCourse(getDatabase(), userId, courseId))) return notFound('course')
  const isNew = !(await isNumberKnown(getDatabase(), userId, person.value.number))
  const id = await enrolPerson(getDatabase(), { ownerId: userId, courseId }, person.value)
  return Response.json({ id, isNew }, { status: 201 })
})
