import { brand, type Instant } from '@/lib/core/ids'
import { getDatabase } from '@/lib/server/db'
import { problem } from '@/lib/server/http/problem'
import { openRoute } from '@/lib/server/http/route'
import { findSessionByCode } from '@/lib/server/join-codes'

/** Whether a join code opens a session. It says no more than that: volunteers learn no names, not even the course's. */
export const GET = openRoute<{ code: string }>(async (_request, { code }) => {
  const sessionId = await findSessionByCode(getDatabase(), code, brand<Instant>(Date.now()))
  return sessionId
    ? Response.json({ ok: true }, { headers: { 'cache-control': 'no-store' } })
    : problem('not-found', 'This code opens no session. It may be mistyped, or its time is over.')
})
