import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { tidyCode } from '@/components/worker/likely-code'
import { VolunteerPage } from '@/components/worker/volunteer-page'
import { brand, type Instant } from '@/lib/core/ids'
import { getDatabase } from '@/lib/server/db'
import { findSessionByCode } from '@/lib/server/join-codes'

export const metadata: Metadata = { title: 'Help your class' }

interface HelpPageProps {
  params: Promise<{ code: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

/**
 * Where the volunteer who agreed arrives: `?go=1` with the name they gave. `?auto=1` is for headless pages; `?path=http`
 * keeps to HTTP, for tests and troubled networks.
 */
export default async function HelpPage({ params, searchParams }: HelpPageProps) {
  const [{ code: typed }, { go, auto, path, name }] = await Promise.all([params, searchParams])
  const code = tidyCode(typed)
  if (!(await isOpenNow(code))) redirect(`/join?unknown=${code}`)
  return (
    <VolunteerPage
      code={code}
      hasAgreed={go === '1' || auto === '1'}
      givenName={typeof name === 'string' ? name : ''}
      httpOnly={path === 'http'}
    />
  )
}

const isOpenNow = async (code: string) =>
  (await findSessionByCode(getDatabase(), code, brand<Instant>(Date.now()))) !== null
