import 'server-only'
import { headers } from 'next/headers'
import { cache } from 'react'
import { brand, type Instant, type SessionId } from '@/lib/core/ids'
import type { SessionDetail } from '@/lib/protocol/course-view'
import { getConfig } from '@/lib/server/config'
import { getDatabase } from '@/lib/server/db'
import { siteUrl } from '@/lib/server/lan-address'
import { findSession } from '@/lib/server/sessions'

/** A session as its pages show it, with the join address that fits the address this page was opened on. */
export const findSessionDetail = cache(async (userId: string, sessionId: SessionId): Promise<SessionDetail | null> => {
  const config = getConfig()
  const host = (await headers()).get('host') ?? 'localhost'
  return findSession(getDatabase(), userId, sessionId, {
    at: brand<Instant>(Date.now()),
    hours: config.joinCodeHours,
    site: siteUrl({ host, isHttps: config.tls !== null, publicUrl: config.publicUrl }),
  })
})
