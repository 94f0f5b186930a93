import type { Metadata } from 'next'
import { redirect } from 'next/navigation'
import { likelyCode, tidyCode } from '@/components/worker/likely-code'
import { VolunteerPage } from '@/components/worker/volunteer-page'
import { brand, type Instant } from '@/lib/core/ids'
import { getDatabase } from '@/lib/server/db'
import { findSessionByCode } from '@/lib/server/join-codes'

export const metadata: Metadata = { title: 'Help your class' }

interface JoinCodePageProps {
  params: Promise<{ code: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

/** `?auto=1` starts without a click, for headless pages; `?path=http` keeps to HTTP, for tests and troubled networks. */
export default async function JoinCodePage({ params, searchParams }: JoinCodePageProps) {
  const [{ code: encoded }, query] = await Promise.all([params, searchParams])
  const typed = decode(encoded)
  const code = await findKnown(tidyCode(typed), likelyCode(typed))
  if (code === null) redirect(`/join?unknown=${tidyCode(typed)}`)
  return <VolunteerPage code={code} isAuto={query.auto === '1'} httpOnly={query.path === 'http'} />
}

/** The first of the readings that opens a session now. Nothing about the session itself leaves the server. */
async function findKnown(...readings: readonly string[]): Promise<string | null> {
  for (const reading of readings) {
    if (await findSessionByCode(getDatabase(), reading, brand<Instant>(Date.now()))) return reading
  }
  return null
}

/** A blank in a code arrives as `%20`, whose digits would be read as part of it. */
function decode(encoded: string): string {
  try {
    return decodeURIComponent(encoded)
  } catch {
    // A lone `%`: it is taken as it stands, and dropped with all other signs.
    return encoded
  }
}
