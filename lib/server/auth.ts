import type { IncomingHttpHeaders } from 'node:http'
import { betterAuth } from 'better-auth'
import { prismaAdapter } from 'better-auth/adapters/prisma'
import { getConfig } from './config'
import { getDatabase, type Database } from './db'
import { logOf } from './log'
import { processWide } from './process-wide'
import { getVault } from './vault'

/** Who a request comes from. */
export interface SignedIn {
  readonly userId: string
  readonly name: string
}

export const MIN_PASSWORD_LENGTH = 10

interface AuthParts {
  readonly db: Database
  /** Signs the cookie. */
  readonly secret: string
  /** True when this server itself speaks HTTPS: the cookie then never travels in the clear. */
  readonly isHttps: boolean
  /** Sign-ins an address may try in a minute. */
  readonly signInTries: number
  readonly onTrouble: (message: string) => void
}

/**
 * Accounts by e-mail and password, sessions by cookie. Nobody can sign up: the first account is made by the first-run
 * page (users.ts), others by an administrator.
 */
export const createAuth = ({ db, secret, isHttps, signInTries, onTrouble }: AuthParts) =>
  betterAuth({
    // The site is opened by whatever address its machine has today. This one is nobody's: it only gives the routes
    // their path, and the address a page was opened on is trusted below.
    baseURL: 'http://muster.invalid',
    basePath: '/api/auth',
    secret,
    database: prismaAdapter(db, { provider: 'sqlite' }),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: MIN_PASSWORD_LENGTH, autoSignIn: true },
    session: { modelName: 'authSession', expiresIn: 14 * 86_400, updateAge: 86_400 },
    account: { modelName: 'authAccount' },
    verification: { modelName: 'authVerification' },
    // A page may only call the host it came from: the check compares `Origin` with `Host`. A page of another site that
    // got itself a name for our address has no cookie of ours.
    trustedOrigins: (request) => {
      const host = request?.headers.get('host')
      return host ? [`http://${host}`, `https://${host}`] : []
    },
    rateLimit: {
      enabled: true,
      window: 60,
      max: 600,
      storage: 'memory',
      customRules: { '/sign-in/email': { window: 60, max: signInTries } },
    },
    advanced: {
      cookiePrefix: 'muster',
      useSecureCookies: isHttps,
      // Said although they are the defaults: the library switches them off by itself where it thinks it is tested.
      disableOriginCheck: false,
      disableCSRFCheck: false,
      // signaling/http-listener.ts writes the socket's address there; what a client claims is overwritten.
      ipAddress: { ipAddressHeaders: ['x-forwarded-for'] },
    },
    telemetry: { enabled: false },
    // Its messages may hold addresses of people; ours may not.
    logger: { level: 'error', log: (level) => onTrouble(`the sign-in library reported ${level}`) },
  })

export type Auth = ReturnType<typeof createAuth>

export const getAuth = (): Auth =>
  processWide('auth', () => {
    const log = logOf('auth')
    return createAuth({
      db: getDatabase(),
      secret: getVault().secretFor('sign-in cookie'),
      isHttps: getConfig().tls !== null,
      signInTries: getConfig().signInTries,
      onTrouble: (message) => log.warn(message),
    })
  })

/** Who the request's cookie belongs to, from a page's or route's headers. */
export async function findSignedInBy(auth: Auth, headers: Headers): Promise<SignedIn | null> {
  if (!headers.has('cookie')) return null
  const found = await auth.api.getSession({ headers })
  return found ? { userId: found.user.id, name: found.user.name } : null
}

/** The same for a request of Node's own kind, such as the one that opens a socket. */
export async function findSignedIn(headers: IncomingHttpHeaders): Promise<SignedIn | null> {
  const { cookie } = headers
  return cookie === undefined ? null : findSignedInBy(getAuth(), new Headers({ cookie }))
}
