import type { CourseId, Instant, SessionId } from '../core/ids'
import { JobPhaseSchema } from '../protocol/faculty'
import { MarkStatusSchema, type SessionDetail, type SessionSummary, type StatusTotals } from '../protocol/course-view'
import type { Db } from './db'
import { ensureJoinCode } from './join-codes'
import { newId } from './new-id'

export const ownsSession = async (db: Db, ownerId: string, sessionId: SessionId): Promise<boolean> =>
  (await db.classSession.count({ where: { id: sessionId, course: { ownerId } } })) > 0

export async function createSession(
  db: Db,
  courseId: CourseId,
  { title, heldAt }: { readonly title: string; readonly heldAt: Date },
): Promise<SessionId> {
  const id = newId<SessionId>()
  await db.classSession.create({ data: { id, courseId, title, heldAt } })
  return id
}

/** A course's sessions, newest first, each with the phase of its newest job and how its register stands. */
export async function listSessions(db: Db, courseId: CourseId): Promise<SessionSummary[]> {
  const rows = await db.classSession.findMany({
    where: { courseId },
    select: {
      id: true,
      title: true,
      heldAt: true,
      jobs: { select: { phase: true }, orderBy: { createdAt: 'desc' }, take: 1 },
      marks: { select: { status: true, override: true } },
    },
    orderBy: [{ heldAt: 'desc' }, { createdAt: 'desc' }],
  })
  return rows.map(({ id, title, heldAt, jobs, marks }) => ({
    id,
    title,
    heldAt: heldAt.toISOString(),
    phase: jobs[0] ? JobPhaseSchema.parse(jobs[0].phase) : null,
    totals: marks.length > 0 ? countStatuses(marks.map(({ status, override }) => override ?? status)) : null,
  }))
}

export interface OpenSession {
  readonly sessionId: SessionId
  readonly title: string
  readonly courseName: string
}

/** The teacher's sessions with a job that is not finished, the one begun first in front. */
export async function listOpenSessions(db: Db, ownerId: string): Promise<OpenSession[]> {
  const rows = await db.job.findMany({
    where: { openFor: { not: null }, session: { course: { ownerId } } },
    select: { session: { select: { id: true, title: true, course: { select: { name: true } } } } },
    orderBy: { createdAt: 'asc' },
  })
  return rows.map(({ session: { id, title, course } }) => ({
    ...{ sessionId: id as SessionId, title, courseName: course.name },
  }))
}

export function countStatuses(statuses: readonly string[]): StatusTotals {
  // Every status is named, so that a reader need not know which are left out.
  const totals: StatusTotals = { present: 0, late: 0, 'left-early': 0, absent: 0, excused: 0, review: 0 }
  for (const text of statuses) totals[MarkStatusSchema.parse(text)] += 1
  return totals
}

/** A session with the code and address for the room; both are made here when there is none that still lives. */
export async function findSession(
  db: Db,
  ownerId: string,
  sessionId: SessionId,
  { at, hours, site }: { readonly at: Instant; readonly hours: number; readonly site: string },
): Promise<SessionDetail | null> {
  const row = await db.classSession.findFirst({
    where: { id: sessionId, course: { ownerId } },
    select: {
      id: true,
      title: true,
      heldAt: true,
      course: { select: { id: true, name: true, code: true, _count: { select: { enrolments: true } } } },
    },
  })
  if (!row) return null
  const { code, expiresAt } = await ensureJoinCode(db, { sessionId, at, hours })
  return {
    id: row.id,
    title: row.title,
    heldAt: row.heldAt.toISOString(),
    courseId: row.course.id,
    courseName: row.course.name,
    courseCode: row.course.code,
    peopleCount: row.course._count.enrolments,
    joinCode: code,
    joinUrl: `${site}/join/${code}`,
    joinExpiresAt: new Date(expiresAt).toISOString(),
  }
}
