import { brand, type Instant, type SessionId } from '@/lib/core/ids'
import { recordAudit } from '@/lib/server/audit'
import { getConfig } from '@/lib/server/config'
import { getDatabase } from '@/lib/server/db'
import { deleteSession } from '@/lib/server/erase'
import { getParts } from '@/lib/server/http/parts'
import { notFound } from '@/lib/server/http/problem'
import { facultyRoute } from '@/lib/server/http/route'
import { siteUrl } from '@/lib/server/lan-address'
import { findSession, ownsSession } from '@/lib/server/sessions'

type Params = { sessionId: string }

export const GET = facultyRoute<Params>(async ({ request, userId, params }) => {
  const config = getConfig()
  const site = siteUrl({
    host: request.headers.get('host') ?? 'localhost',
    isHttps: config.tls !== null,
    publicUrl: config.publicUrl,
  })
  const session = await findSession(getDatabase(), userId, brand<SessionId>(params.sessionId), {
    at: brand<Instant>(Date.now()),
    hours: config.joinCodeHours,
    site,
  })
  return session ? Response.json(session) : notFound('session')
})

export const DELETE = facultyRoute<Params>(async ({ userId, params }) => {
  const sessionId = brand<SessionId>(params.sessionId)
  const parts = getParts()
  if (!(await ownsSession(parts.db, userId, sessionId))) return notFound('session')
  await deleteSession(parts, sessionId)
  await recordAudit(parts.db, { userId, action: 'session-deleted', about: sessionId })
  return Response.json({ id: sessionId })
})
