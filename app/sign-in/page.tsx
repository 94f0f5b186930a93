import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { findFaculty } from '@/app/signed-in'
import { AuthFrame } from '@/components/auth/auth-frame'
import { SignInForm } from '@/components/auth/sign-in-form'
import { getDatabase } from '@/lib/server/db'
import { hasUsers } from '@/lib/server/users'

export const metadata: Metadata = { title: 'Sign in' }

export default async function SignInPage({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  const { next } = await searchParams
  const here = pathInside(next)
  if (await findFaculty()) redirect(here)
  if (!(await hasUsers(getDatabase()))) redirect('/setup')
  return (
    <AuthFrame title="Sign in" lead="To your courses and registers.">
      <SignInForm next={here} />
    </AuthFrame>
  )
}

/** A path of this site and nothing else: `//host` and `/\host` would lead elsewhere. */
function pathInside(next: string | string[] | undefined): string {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/'
}
