import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { connection } from 'next/server'
import { AuthFrame } from '@/components/auth/auth-frame'
import { SetupForm } from '@/components/auth/setup-form'
import { getDatabase } from '@/lib/server/db'
import { hasUsers } from '@/lib/server/users'

export const metadata: Metadata = { title: 'First run' }

/** Only while there is no account. */
export default async function SetupPage() {
  await connection()
  if (await hasUsers(getDatabase())) redirect('/sign-in')
  return (
    <AuthFrame
      title="Welcome"
      lead="Create the faculty account of this Muster. Courses, people and registers belong to it."
    >
      <SetupForm />
    </AuthFrame>
  )
}
