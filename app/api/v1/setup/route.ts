import { z } from 'zod'
import { recordAudit } from '@/lib/server/audit'
import { getAuth, MIN_PASSWORD_LENGTH } from '@/lib/server/auth'
import { getDatabase } from '@/lib/server/db'
import { readJson } from '@/lib/server/http/body'
import { problem } from '@/lib/server/http/problem'
import { openRoute } from '@/lib/server/http/route'
import { createFirstUser } from '@/lib/server/users'

const Account = z.object({
  name: z.string().trim().min(1, 'say who you are').max(120),
  email: z.email('that is no e-mail address').max(200),
  password: z.string().min(MIN_PASSWORD_LENGTH, `use at least ${MIN_PASSWORD_LENGTH} characters`).max(128),
})

/** First run: makes the faculty account and signs this browser in with it. Closed once there is an account. */
export const POST = openRoute(async (request) => {
  const account = await readJson(request, Account)
  if (!account.ok) return account.problem
  const made = await createFirstUser(getDatabase(), account.value)
  if (!made.ok) return problem('already-set-up', 'This coordinator has an account already. Sign in with it.')
  const { userId } = made.value
  await recordAudit(getDatabase(), { userId, action: 'account-created', about: userId })
  const { email, password } = account.value
  const { headers } = await getAuth().api.signInEmail({ body: { email, password }, returnHeaders: true })
  return Response.json({ id: userId }, { status: 201, headers: { 'set-cookie': headers.get('set-cookie') ?? '' } })
})
