import { brand, type SessionId } from '@/lib/core/ids'
import { getDatabase } from '@/lib/server/db'
import { notFound } from '@/lib/server/http/problem'
import { facultyRoute } from '@/lib/server/http/route'
import { findNewestRoll, findTimeline } from '@/lib/server/jobs'
import { ownsSession } from '@/lib/server/sessions'

/** How the leases of the session's job went, once it has ended. */
export const GET = facultyRoute<{ sessionId: string }>(async ({ userId, params }) => {
  const sessionId = brand<SessionId>(params.sessionId)
  const db = getDatabase()
  if (!(await ownsSession(db, userId, sessionId))) return notFound('session')
  const job = await findNewestRoll(db, sessionId)
  const timeline = job && (await findTimeline(db, job.jobId))
  return timeline ? Response.json(timeline, { headers: { 'cache-control': 'no-store' } }) : notFound('timeline')
})
