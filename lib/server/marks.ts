import type { Instant, PersonId, SessionId } from '../core/ids'
import { fail, ok, type Result } from '../core/result'
import type { MarkStatus } from '../protocol/course-view'
import type { Database } from './db'
import { randomName } from './new-id'

export interface Override {
  readonly sessionId: SessionId
  readonly personId: PersonId
  /** Null takes the override back: the machine's word counts again. */
  readonly status: MarkStatus | null
  readonly why: string
  readonly userId: string
  readonly at: Instant
}

/**
 * A person's own word on a mark. The machine's stays beside it, and so does every change with who, when and why.
 * `not-found`: nobody of that name is in the session's course.
 */
export async function overrideMark(
  db: Database,
  { sessionId, personId, status, why, userId, at }: Override,
): Promise<Result<undefined, 'not-found'>> {
  return db.$transaction(async (tx) => {
    const key = { sessionId_personId: { sessionId, personId } }
    const mark = await tx.mark.findUnique({ where: key, select: { status: true, override: true } })
    if (!mark) {
      const isEnrolled = await tx.enrolment.count({
        where: { personId, course: { sessions: { some: { id: sessionId } } } },
      })
      if (isEnrolled === 0) return fail('not-found')
      await tx.mark.create({ data: { sessionId, personId, ...NOT_YET } })
    }
    const said =
      status === null
        ? { override: null, overrideWhy: null, overrideBy: null, overrideAt: null }
        : { override: status, overrideWhy: why, overrideBy: userId, overrideAt: new Date(at) }
    await tx.mark.update({ where: key, data: said })
    const machine = mark?.status ?? NOT_YET.status
    await tx.markChange.create({
      data: {
        id: randomName(),
        sessionId,
        personId,
        fromValue: mark?.override ?? machine,
        toValue: status ?? machine,
        why,
        byUserId: userId,
        at: new Date(at),
      },
    })
    return ok(undefined)
  })
}

/** What the machine says before it has looked. */
const NOT_YET = {
  status: 'absent',
  reason: 'Nothing has been recorded yet.',
  seenS: 0,
  sightings: 0,
  confidence: 0,
} as const

export interface MarkChange {
  readonly from: string
  readonly to: string
  readonly why: string
  readonly by: string
  readonly at: string
}

/** Who changed a mark, when and why, oldest first. */
export async function listMarkChanges(db: Database, sessionId: SessionId, personId: PersonId): Promise<MarkChange[]> {
  const rows = await db.markChange.findMany({ where: { sessionId, personId }, orderBy: { at: 'asc' } })
  const users = await db.user.findMany({
    where: { id: { in: rows.map(({ byUserId }) => byUserId) } },
    select: { id: true, name: true },
  })
  const nameOf = new Map(users.map(({ id, name }) => [id, name]))
  return rows.map(({ fromValue, toValue, why, byUserId, at }) => ({
    from: fromValue,
    to: toValue,
    why,
    by: nameOf.get(byUserId) ?? '',
    at: at.toISOString(),
  }))
}
