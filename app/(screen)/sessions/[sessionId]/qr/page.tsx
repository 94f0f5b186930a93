import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { findSessionDetail } from '@/app/session-detail'
import { requireFaculty } from '@/app/signed-in'
import { JoinScreen } from '@/components/sessions/join-screen'
import { brand, type SessionId } from '@/lib/core/ids'

export const metadata: Metadata = { title: 'Join' }

/** For the projector: nothing but the code, as large as it goes. */
export default async function QrPage({ params }: { params: Promise<{ sessionId: string }> }) {
  const sessionId = brand<SessionId>((await params).sessionId)
  const { userId } = await requireFaculty(`/sessions/${sessionId}/qr`)
  const session = await findSessionDetail(userId, sessionId)
  if (!session) notFound()
  return <JoinScreen session={session} />
}
