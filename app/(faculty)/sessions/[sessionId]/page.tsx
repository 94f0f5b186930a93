import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { findSessionDetail } from '@/app/session-detail'
import { requireFaculty } from '@/app/signed-in'
import { SessionRoom } from '@/components/sessions/session-room'
import { LocalTime } from '@/components/shell/local-time'
import { PageHead } from '@/components/shell/page-head'
import { brand, type SessionId } from '@/lib/core/ids'

export const metadata: Metadata = { title: 'Session' }

export default async function SessionPage({ params }: { params: Promise<{ sessionId: string }> }) {
  const sessionId = brand<SessionId>((await params).sessionId)
  const { userId } = await requireFaculty(`/sessions/${sessionId}`)
  const session = await findSessionDetail(userId, sessionId)
  if (!session) notFound()
  return (
    <>
      <PageHead
        title={session.title}
        trail={[
          { label: 'Courses', href: '/' },
          { label: session.courseName, href: `/courses/${session.courseId}` },
        ]}
        description={<LocalTime iso={session.heldAt} />}
      />
      <SessionRoom session={session} />
    </>
  )
}
