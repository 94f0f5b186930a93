import { brand, type SessionId } from '@/lib/core/ids'
import { getCoordinatorPort } from '@/lib/server/coordinator-port'
import { getParts } from '@/lib/server/http/parts'
import { notFound } from '@/lib/server/http/problem'
import { facultyRoute } from '@/lib/server/http/route'
import { remarkSession } from '@/lib/server/register'
import { ownsSession } from '@/lib/server/sessions'

/** Marks the session again with the people, photos and policy of now, from the reports that are there. */
export const POST = facultyRoute<{ sessionId: string }>(async ({ userId, params }) => {
  const sessionId = brand<SessionId>(params.sessionId)
  const parts = getParts()
  if (!(await ownsSession(parts.db, userId, sessionId))) return notFound('session')
  await remarkSession(parts, sessionId)
  getCoordinatorPort()?.reportChanged(sessionId)
  return Response.json({ id: sessionId })
})
