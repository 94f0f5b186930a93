import 'server-only'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { cache } from 'react'
import { findSignedInBy, getAuth, type SignedIn } from '@/lib/server/auth'
import { getDatabase } from '@/lib/server/db'
import { hasUsers } from '@/lib/server/users'

/** Who this request comes from; looked up once a request. */
export const findFaculty = cache(async (): Promise<SignedIn | null> => findSignedInBy(getAuth(), await headers()))

/**
 * Every page behind the sign-in calls this itself: a layout is not asked again when one moves between pages.
 * @param here path to come back to after signing in.
 */
export async function requireFaculty(here: string): Promise<SignedIn> {
  const signedIn = await findFaculty()
  if (signedIn) return signedIn
  if (!(await hasUsers(getDatabase()))) redirect('/setup')
  redirect(here === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(here)}`)
}
