import { findSignedInBy, getAuth } from '../auth'
import { logOf } from '../log'
import { notFound, problem } from './problem'

/** What Next hands to a route handler beside the request. */
interface Context<Params> {
  readonly params: Promise<Params>
}

export interface FacultyRequest<Params> {
  readonly request: Request
  readonly userId: string
  readonly params: Params
}

/** Ids are made by new-id.ts; whatever else stands in an address names nothing. */
const ID = /^[\w.:-]{1,120}$/

/**
 * A route for signed-in people: looks at the cookie and the origin, hands on, and catches what nobody expected. Whether
 * the thing asked for is theirs is the handler's question; it answers `notFound` either way.
 */
export function facultyRoute<Params extends Record<string, string> = Record<string, never>>(
  handle: (faculty: FacultyRequest<Params>) => Promise<Response>,
): (request: Request, context: Context<Params>) => Promise<Response> {
  return openRoute<Params>(async (request, params) => {
    const signedIn = await findSignedInBy(getAuth(), request.headers)
    if (!signedIn) return problem('not-signed-in', 'You are not signed in. Sign in, then repeat this.')
    return handle({ request, userId: signedIn.userId, params })
  })
}

/** A route for everybody. */
export function openRoute<Params extends Record<string, string> = Record<string, never>>(
  handle: (request: Request, params: Params) => Promise<Response>,
): (request: Request, context: Context<Params>) => Promise<Response> {
  return async (request, context) => {
    try {
      if (!isOwnPage(request)) return problem('wrong-origin', 'This was sent by a page of another site.')
      // A route without parameters gets none at all, whatever Next's types say; then Params is the empty record.
      const params = ((await context.params) as Params | undefined) ?? ({} as Params)
      if (!Object.values(params).every((value) => ID.test(value))) return notFound('page')
      return await handle(request, params)
    } catch (error) {
      logOf('http').error({ method: request.method, path: pathPattern(request.url), err: error }, 'a request failed')
      return problem('broken', 'Something went wrong on the coordinator. What was saved before is safe; try again.')
    }
  }
}

/**
 * The cookie is SameSite=Lax, which keeps other sites out but not another port of the same machine. Browsers name the
 * origin of every request that changes something; programs name none.
 */
function isOwnPage(request: Request): boolean {
  const origin = request.headers.get('origin')
  if (origin === null || request.method === 'GET' || request.method === 'HEAD') return true
  return URL.canParse(origin) && new URL(origin).host === request.headers.get('host')
}

/** Ids in addresses are harmless in a log, join codes are not. */
const pathPattern = (url: string): string =>
  URL.canParse(url) ? new URL(url).pathname.replace(/\/join\/.*/, '/join/…') : ''
