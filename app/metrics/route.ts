import { createHash, timingSafeEqual } from 'node:crypto'
import { findSignedInBy, getAuth } from '@/lib/server/auth'
import { getConfig } from '@/lib/server/config'
import { getCoordinatorPort } from '@/lib/server/coordinator-port'
import { problem } from '@/lib/server/http/problem'
import { openRoute } from '@/lib/server/http/route'

/** Prometheus' text format. Counts and times of the machine and the grid; nobody's name, and nothing that leads to one. */
export const GET = openRoute(async (request) => {
  const isAllowed = hasToken(request) || (await findSignedInBy(getAuth(), request.headers)) !== null
  if (!isAllowed) return problem('not-signed-in', 'Metrics are for signed-in people, or for who has the token.')
  const port = getCoordinatorPort()
  if (!port) return problem('unavailable', 'The coordinator is not running.')
  return new Response(await port.metrics(), {
    headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' },
  })
})

function hasToken(request: Request): boolean {
  const { metricsToken } = getConfig()
  const shown = /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
  return metricsToken !== null && shown !== undefined && timingSafeEqual(digest(shown), digest(metricsToken))
}

/** Of one length whatever the text's, as the comparison wants it. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
