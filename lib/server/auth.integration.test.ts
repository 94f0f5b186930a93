import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createAuth, findSignedInBy, type Auth } from './auth'
import { freshDatabase } from './testing/fresh-database'
import { createFirstUser, hasUsers } from './users'

const PASSWORD = 'correct horse battery'
const ACCOUNT = { name: 'Teacher', email: 'Teacher@Example.org', password: PASSWORD }

let fresh: ReturnType<typeof freshDatabase>
let auth: Auth
beforeEach(() => {
  fresh = freshDatabase()
  auth = makeAuth(false)
})
afterEach(() => fresh.remove())

const makeAuth = (isHttps: boolean): Auth =>
  createAuth({ db: fresh.db, secret: 's'.repeat(64), isHttps, signInTries: 5, onTrouble: () => {} })

/** Addresses are counted per process, so each test comes from one of its own. */
let address = 0
interface Sent {
  readonly host?: string
  readonly origin?: string
  readonly cookie?: string
  readonly from?: string
}
const post = (path: string, body: object, sent: Sent = {}, by = auth): Promise<Response> => {
  const { host = '192.168.1.20:3000', origin = `http://${host}`, cookie, from = `10.0.0.${(address += 1)}` } = sent
  return by.handler(
    new Request(`http://${host}/api/auth${path}`, {
      method: 'POST',
      headers: {
        host,
        origin,
        'content-type': 'application/json',
        'x-forwarded-for': from,
        ...(cookie === undefined ? {} : { cookie }),
      },
      body: JSON.stringify(body),
    }),
  )
}
const signIn = (sent: Sent = {}, password = PASSWORD, by = auth) =>
  post('/sign-in/email', { email: 'teacher@example.org', password }, sent, by)
const cookieOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')

describe('the first run', () => {
  test('[AUTH-1] makes one account, however many ask at once', async () => {
    expect(await hasUsers(fresh.db)).toBe(false)
    const made = await Promise.all([1, 2, 3].map((i) => createFirstUser(fresh.db, { ...ACCOUNT, email: `${i}@e.org` })))
    expect(made.filter(({ ok }) => ok)).toHaveLength(1)
    expect(await fresh.db.user.count()).toBe(1)
    expect(await hasUsers(fresh.db)).toBe(true)
  })

  test('[AUTH-1] nobody signs up beside it', async () => {
    const answer = await post('/sign-up/email', { name: 'X', email: 'x@example.org', password: PASSWORD })
    expect(answer.status).toBe(400)
    expect(await fresh.db.user.count()).toBe(0)
  })
})

describe('signing in', () => {
  beforeEach(() => createFirstUser(fresh.db, ACCOUNT))

  test.each(['localhost:3000', '192.168.1.20:3000', 'class.example.org'])(
    '[AUTH-2] works on http://%s, with a cookie that scripts can’t read',
    async (host) => {
      const answer = await signIn({ host })
      expect(answer.status).toBe(200)
      const [line] = answer.headers.getSetCookie()
      expect(line).toMatch(/^muster\.session_token=/)
      expect(line).toMatch(/HttpOnly/i)
      expect(line).toMatch(/SameSite=Lax/i)
      expect(line).not.toMatch(/Secure/i)
      const signedIn = await findSignedInBy(auth, new Headers({ cookie: cookieOf(answer) }))
      expect(signedIn).toMatchObject({ name: 'Teacher' })
    },
  )

  test('[AUTH-2] over HTTPS the cookie never travels in the clear', async () => {
    const https = makeAuth(true)
    const answer = await signIn({ host: 'class.example.org', origin: 'https://class.example.org' }, PASSWORD, https)
    expect(answer.headers.getSetCookie()[0]).toMatch(/^__Secure-muster\.session_token=.*Secure/i)
    expect(await findSignedInBy(https, new Headers({ cookie: cookieOf(answer) }))).not.toBeNull()
  })

  test('[AUTH-3] a wrong password, a forged and a missing cookie are nobody', async () => {
    expect((await signIn({}, 'wrong password')).status).toBe(401)
    expect(await findSignedInBy(auth, new Headers())).toBeNull()
    const cookie = cookieOf(await signIn())
    const forged = cookie.replace(/=(.)/, (_, letter: string) => `=${letter === 'a' ? 'b' : 'a'}`)
    expect(await findSignedInBy(auth, new Headers({ cookie: forged }))).toBeNull()
  })

  test('[AUTH-3] signing out ends the session, not only the cookie', async () => {
    const cookie = cookieOf(await signIn())
    expect((await post('/sign-out', {}, { cookie })).status).toBe(200)
    expect(await findSignedInBy(auth, new Headers({ cookie }))).toBeNull()
    expect(await fresh.db.authSession.count()).toBe(0)
  })

  test('[AUTH-4] a page of another site can’t use the cookie', async () => {
    const cookie = cookieOf(await signIn())
    expect((await post('/sign-out', {}, { cookie, origin: 'http://evil.example' })).status).toBe(403)
    expect((await post('/sign-out', {}, { cookie, origin: 'http://192.168.1.20:4000' })).status).toBe(403)
    expect(await findSignedInBy(auth, new Headers({ cookie }))).not.toBeNull()
  })

  test('[AUTH-4] guessing is slowed down for the address it comes from', async () => {
    const tries = []
    for (let i = 0; i < 6; i++) tries.push((await signIn({ from: '10.9.9.9' }, `guess ${i} of it`)).status)
    expect(tries).toEqual([401, 401, 401, 401, 401, 429])
    expect((await signIn({ from: '10.9.9.9' })).status).toBe(429)
    expect((await signIn({ from: '10.9.9.8' })).status).toBe(200)
  })

  test('[PRI-2] the password is kept as a slow hash', async () => {
    const { password } = await fresh.db.authAccount.findFirstOrThrow()
    expect(password).toMatch(/^[0-9a-f]{32}:[0-9a-f]{128}$/)
  })
})
