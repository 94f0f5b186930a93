import { brand, type SessionId } from '@/lib/core/ids'
import { getDatabase } from '@/lib/server/db'
import { notFound } from '@/lib/server/http/problem'
import { facultyRoute } from '@/lib/server/http/route'
import { readReport } from '@/lib/server/report'
import { ownsSession } from '@/lib/server/sessions'

export const GET = facultyRoute<{ sessionId: string }>(async ({ userId, params }) => {
  const sessionId = brand<SessionId>(params.sessionId)
  if (!(await ownsSession(getDatabase(), userId, sessionId))) return notFound('session')
  const report = await readReport(getDatabase(), sessionId)
  return report ? Response.json(report, { headers: { 'cache-control': 'no-store' } }) : notFound('session')
})
