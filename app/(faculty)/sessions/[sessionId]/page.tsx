import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { findSessionDetail } from '@/app/session-detail'
import { findFaculty, requireFaculty } from '@/app/signed-in'
import { DeleteSession } from '@/components/sessions/delete-session'
import { SessionRoom } from '@/components/sessions/session-room'
import { LocalTime } from '@/components/shell/local-time'
import { PageHead } from '@/components/shell/page-head'
import { brand, type SessionId } from '@/lib/core/ids'
import { getConfig } from '@/lib/server/config'

interface SessionPageProps {
  params: Promise<{ sessionId: string }>
}

export async function generateMetadata({ params }: SessionPageProps): Promise<Metadata> {
  const signedIn = await findFaculty()
  const session = signedIn && (await findSessionDetail(signedIn.userId, brand<SessionId>((await params).sessionId)))
  return { title: session ? `${session.title}, ${session.courseName}` : 'Session' }
}

export default async function SessionPage({ params }: SessionPageProps) {
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
        actions={<DeleteSession sessionId={session.id} title={session.title} courseId={session.courseId} />}
      />
      <SessionRoom session={session} iceServers={getConfig().iceServers} />
    </>
  )
}
