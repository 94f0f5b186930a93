import { z } from 'zod'
import { recordAudit } from '@/lib/server/audit'
import { getAuth, MIN_PASSWORD_LENGTH } from '@/lib/server/auth'
import { getDatabase } from '@/lib/server/db'
import { readJson } from '@/lib/server/http/body'
import { problem } from '@/lib/server/http/problem'
import { openRoute } from '@/lib/server/http/route'
import { maySetUp } from '@/lib/server/setup-token'
import { createFirstUser } from '@/lib/server/users'

const Account = z.object({
  name: z.string().trim().min(1, 'say who you are').max(120),
  email: z.email('that is no e-mail address').max(200),
  /** From the link that the server printed; the server's own machine needs none. */
  token: z.string().max(100).nullish(),
  password: z.string().min(MIN_PASSWORD_LENGTH, `use at least ${MIN_PASSWORD_LENGTH} characters`).max(128),
})

const SETUP_CLOSED =
  'The first account is made with the link that the server printed when it started, or at the machine it runs on.'

/** First run: makes the faculty account and signs this browser in with it. Closed once there is an account. */
export const POST = openRoute(async (request) => {
  const account = await readJson(request, Account)
  if (!account.ok) return account.problem
  const { token = null, ...person } = account.value
  if (!maySetUp(request.headers, token)) return problem('setup-closed', SETUP_CLOSED)
  const made = await createFirstUser(getDatabase(), person)
  if (!made.ok) return problem('already-set-up', 'This coordinator has an account already. Sign in with it.')
  const { userId } = made.value
  await recordAudit(getDatabase(), { userId, action: 'account-created', about: userId })
  const { email, password } = person
  const { headers } = await getAuth().api.signInEmail({ body: { email, password }, returnHeaders: true })
  return Response.json({ id: userId }, { status: 201, headers: { 'set-cookie': headers.get('set-cookie') ?? '' } })
})
