'use client'

import Link from 'next/link'
import { useEffect, useState } from 'react'
import { createFacultySocket } from '@/lib/client/faculty-socket'
import { SessionView } from '@/lib/protocol/faculty'
import { Card } from '@/components/ui/card'
import { ProgressBar } from '@/components/ui/progress-bar'
import { timeLeftText } from '@/components/ui/time-text'
import { latestPace, phaseWords, presentWorkers } from './session-facts'
import { perSecond } from './work-words'

interface WorkNowProps {
  sessions: readonly { readonly sessionId: string; readonly title: string; readonly courseName: string }[]
}

/** Every roll that is being taken now, in one place: several classes may be at it at once. */
export function WorkNow({ sessions }: WorkNowProps) {
  const views = useViews(sessions.map(({ sessionId }) => sessionId))
  if (sessions.length === 0) return null
  return (
    <Card title="At work now" className="mb-6">
      <ul className="flex flex-col gap-5">
        {sessions.map(({ sessionId, title, courseName }) => (
          <li key={sessionId} className="flex flex-col gap-2">
            <p className="min-w-0">
              <Link
                href={`/sessions/${sessionId}`}
                className="font-medium break-words underline-offset-4 hover:underline"
              >
                {title}
              </Link>{' '}
              <span className="text-ink-soft">· {courseName}</span>
            </p>
            <Work view={views.get(sessionId) ?? null} />
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Work({ view }: { view: SessionView | null }) {
  // The bar's own height is kept, so that nothing jumps when the coordinator answers.
  if (!view?.job) return <ProgressBar label="Recognising" value="" share={null} />
  const { job } = view
  const devices = presentWorkers(view).length
  const pace = job.pace ? latestPace(job.pace) : 0
  return (
    <ProgressBar
      label={phaseWords(job)}
      value={`${job.units.done} of ${job.units.total} units, ${devices === 1 ? '1 device' : `${devices} devices`}${pace > 0 ? `, ${perSecond(pace)}` : ''}`}
      timeLeft={timeLeftText(job.remainingS)}
      share={job.units.total === 0 ? null : job.units.done / job.units.total}
    />
  )
}

/** One line to the coordinator for all of them. */
function useViews(sessionIds: readonly string[]): ReadonlyMap<string, SessionView> {
  const [views, setViews] = useState<ReadonlyMap<string, SessionView>>(new Map())
  const key = sessionIds.join(' ')
  useEffect(() => {
    if (key === '') return
    const socket = createFacultySocket()
    const take = (payload: unknown) => {
      const read = SessionView.safeParse(payload)
      if (read.success) setViews((before) => new Map(before).set(read.data.sessionId, read.data))
    }
    const watch = async (sessionId: string) => {
      const answer = await socket.request('session:watch', { sessionId })
      if (answer.ok) take(answer.value)
    }
    socket.on('session:view', take)
    socket.onOpen(() => key.split(' ').forEach((sessionId) => void watch(sessionId)))
    return socket.stop
  }, [key])
  return views
}
