import { brand, type SessionId } from '@/lib/core/ids'
import { readExamination } from '@/lib/server/examinations'
import { getParts } from '@/lib/server/http/parts'
import { notFound } from '@/lib/server/http/problem'
import { facultyRoute } from '@/lib/server/http/route'
import { ownsSession } from '@/lib/server/sessions'

/** What the session's newest job that is no roll has found so far; `null` where there is none. */
export const GET = facultyRoute<{ sessionId: string }>(async ({ userId, params }) => {
  const sessionId = brand<SessionId>(params.sessionId)
  const { db, vault } = getParts()
  if (!(await ownsSession(db, userId, sessionId))) return notFound('session')
  const examination = await readExamination(db, vault, sessionId)
  return Response.json(examination, { headers: { 'cache-control': 'no-store' } })
})
