import { fail, ok, type Result } from '@/lib/core/result'
import { Nothing, request } from '@/components/shell/api-client'

/** First run: the faculty account, and signed in with it. A problem is a sentence. */
export async function setUp(account: {
  name: string
  email: string
  password: string
  token: string | null
}): Promise<Result<undefined, string>> {
  const made = await request(Nothing, '/api/v1/setup', { method: 'POST', body: account })
  if (!made.ok) return fail(made.problem.message)
  return ok(undefined)
}

export async function signIn(account: { email: string; password: string }): Promise<Result<undefined, string>> {
  const answer = await request(Nothing, '/api/auth/sign-in/email', { method: 'POST', body: account })
  if (answer.ok) return ok(undefined)
  const { kind, code, message } = answer.problem
  if (kind === 'signed-out' || code === 'http-400')
    return fail('The e-mail address and the password do not fit together.')
  if (code === 'http-429') return fail('Too many tries. Wait a minute and try again.')
  return fail(message)
}

export const signOut = () => request(Nothing, '/api/auth/sign-out', { method: 'POST', body: {} })
