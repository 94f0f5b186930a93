import type { AttendancePolicy } from '../core/attendance/policy'
import type { CourseId, PersonId, SessionId } from '../core/ids'
import { type CourseSummary, type CourseView, type Helpers, HelpersSchema } from '../protocol/course-view'
import type { Db } from './db'
import { newId } from './new-id'
import { readPolicy, writePolicy } from './policy-text'

/** A teacher's courses, the one that met last first. */
export async function listCourses(db: Db, ownerId: string): Promise<CourseSummary[]> {
  const rows = await db.course.findMany({
    where: { ownerId },
    select: {
      id: true,
      name: true,
      code: true,
      createdAt: true,
      _count: { select: { enrolments: true, sessions: true } },
      sessions: { select: { heldAt: true }, orderBy: { heldAt: 'desc' }, take: 1 },
    },
  })
  const lastAt = (row: (typeof rows)[number]) => row.sessions[0]?.heldAt ?? row.createdAt
  return rows
    .sort((one, two) => lastAt(two).getTime() - lastAt(one).getTime())
    .map(({ id, name, code, _count, sessions }) => ({
      id,
      name,
      code,
      peopleCount: _count.enrolments,
      sessionCount: _count.sessions,
      lastSessionAt: sessions[0]?.heldAt.toISOString() ?? null,
    }))
}

/** Null also for somebody else's course: who does not own it does not learn that it is there. */
export async function findCourse(db: Db, ownerId: string, courseId: CourseId): Promise<CourseView | null> {
  const row = await db.course.findFirst({
    where: { id: courseId, ownerId },
    select: { id: true, name: true, code: true, policy: true, helpers: true },
  })
  return row && { ...row, policy: readPolicy(row.policy), helpers: HelpersSchema.parse(row.helpers) }
}

export async function createCourse(
  db: Db,
  ownerId: string,
  { name, code }: { readonly name: string; readonly code: string },
): Promise<CourseId> {
  const id = newId<CourseId>()
  await db.course.create({ data: { id, ownerId, name, code } })
  return id
}

export interface CourseChange {
  readonly name?: string | undefined
  readonly code?: string | undefined
  readonly policy?: AttendancePolicy | undefined
  readonly helpers?: Helpers | undefined
}

/** Returns whether there is such a course. A changed policy takes effect when the sessions are marked again (register.ts). */
export async function changeCourse(
  db: Db,
  ownerId: string,
  courseId: CourseId,
  { name, code, policy, helpers }: CourseChange,
): Promise<boolean> {
  const { count } = await db.course.updateMany({
    where: { id: courseId, ownerId },
    data: {
      ...(name === undefined ? {} : { name }),
      ...(code === undefined ? {} : { code }),
      ...(helpers === undefined ? {} : { helpers }),
      ...(policy === undefined ? {} : { policy: writePolicy(policy) }),
    },
  })
  return count > 0
}

export async function listSessionIds(db: Db, courseId: CourseId): Promise<SessionId[]> {
  const rows = await db.classSession.findMany({ where: { courseId }, select: { id: true } })
  return rows.map(({ id }) => id as SessionId)
}

/** People who are in this course and in no other: they go when it goes. */
export async function listPeopleOnlyIn(db: Db, courseId: CourseId): Promise<PersonId[]> {
  const rows = await db.person.findMany({
    where: { enrolments: { some: { courseId }, every: { courseId } } },
    select: { id: true },
  })
  return rows.map(({ id }) => id as PersonId)
}
