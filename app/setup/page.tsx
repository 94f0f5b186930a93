import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { connection } from 'next/server'
import { AuthFrame } from '@/components/auth/auth-frame'
import { SetupForm } from '@/components/auth/setup-form'
import { getDatabase } from '@/lib/server/db'
import { maySetUp } from '@/lib/server/setup-token'
import { hasUsers } from '@/lib/server/users'

export const metadata: Metadata = { title: 'First run' }

interface SetupPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

/** Only while there is no account, and for whoever started the server. */
export default async function SetupPage({ searchParams }: SetupPageProps) {
  await connection()
  if (await hasUsers(getDatabase())) redirect('/sign-in')
  const { token } = await searchParams
  const given = typeof token === 'string' ? token : null
  if (!maySetUp(await headers(), given)) {
    return (
      <AuthFrame title="Almost there" lead="This Muster has no account yet.">
        <p>
          Open the link that the server printed when it started: it ends in <code>/setup?token=…</code>. On the machine
          that runs the server, this page opens without it.
        </p>
      </AuthFrame>
    )
  }
  return (
    <AuthFrame
      title="Welcome"
      lead="Create the faculty account of this Muster. Courses, people and registers belong to it."
    >
      <SetupForm token={given} />
    </AuthFrame>
  )
}
