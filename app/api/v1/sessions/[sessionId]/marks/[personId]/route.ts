import { z } from 'zod'
import { brand, type Instant, type PersonId, type SessionId } from '@/lib/core/ids'
import { MarkStatusSchema } from '@/lib/protocol/course-view'
import { recordAudit } from '@/lib/server/audit'
import { getCoordinatorPort } from '@/lib/server/coordinator-port'
import { getDatabase } from '@/lib/server/db'
import { readJson } from '@/lib/server/http/body'
import { notFound } from '@/lib/server/http/problem'
import { facultyRoute } from '@/lib/server/http/route'
import { listMarkChanges, overrideMark } from '@/lib/server/marks'
import { ownsSession } from '@/lib/server/sessions'

type Params = { sessionId: string; personId: string }

const NewMark = z.object({ status: MarkStatusSchema.nullable(), why: z.string().trim().max(500).default('') })

/** Who changed this mark, when and why. */
export const GET = facultyRoute<Params>(async ({ userId, params }) => {
  const sessionId = brand<SessionId>(params.sessionId)
  if (!(await ownsSession(getDatabase(), userId, sessionId))) return notFound('session')
  return Response.json(await listMarkChanges(getDatabase(), sessionId, brand<PersonId>(params.personId)))
})

/** A person's own word on a mark; null takes it back. */
export const PUT = facultyRoute<Params>(async ({ request, userId, params }) => {
  const sessionId = brand<SessionId>(params.sessionId)
  const personId = brand<PersonId>(params.personId)
  const mark = await readJson(request, NewMark)
  if (!mark.ok) return mark.problem
  const db = getDatabase()
  if (!(await ownsSession(db, userId, sessionId))) return notFound('session')
  const at = brand<Instant>(Date.now())
  const changed = await overrideMark(db, { sessionId, personId, ...mark.value, userId, at })
  if (!changed.ok) return notFound('person')
  await recordAudit(db, { userId, action: 'mark-overridden', about: `${sessionId} ${personId}` })
  getCoordinatorPort()?.reportChanged(sessionId)
  return Response.json({ id: personId })
})
