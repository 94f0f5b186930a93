'use client'

import { useCallback, useEffect, useRef, useState } from 'react'
import type { SessionDetail } from '@/lib/protocol/course-view'
import type { IceServer } from '@/lib/protocol/volunteer'
import { ExaminationPanel } from '@/components/examination/examination-panel'
import { useExamination } from '@/components/examination/use-examination'
import { FeederPanel } from '@/components/feeder/feeder-panel'
import { useFeeder } from '@/components/feeder/use-feeder'
import { ReportPanel } from '@/components/reports/report-panel'
import { Button } from '@/components/ui/button'
import { ErrorState } from '@/components/ui/error-state'
import { Skeleton } from '@/components/ui/skeleton'
import { Tabs } from '@/components/ui/tabs'
import { isUnderWay } from './session-facts'
import { RecordingTab } from './recording-tab'
import { useReport } from './use-report'
import { useSessionView } from './use-session-view'

/** A class meeting in two moods: the living room of devices, and the calm register. */
export function SessionRoom({
  session,
  iceServers,
}: {
  session: SessionDetail
  /** For peer links; from the coordinator's configuration. */
  iceServers: readonly IceServer[]
}) {
  const room = useSessionView(session.id)
  const { report, problem, reload } = useReport(session.id, room.reportVersion)
  const job = room.view?.job ?? null
  const examination = useExamination(session.id, room.view !== null, room.reportVersion)
  const feeder = useFeeder({ socket: room.socket, sessionId: session.id, job, iceServers })
  const feederNow = useRef(feeder)
  useEffect(() => {
    feederNow.current = feeder
  }, [feeder])
  const readUnit = useCallback((unitId: string) => feederNow.current?.readUnit(unitId) ?? Promise.resolve(null), [])
  const [chosen, setChosen] = useState<string | null>(null)
  // Opens where one left off: on the register once there is one, otherwise where it comes into being.
  if (room.view && chosen === null)
    setChosen(job && !isUnderWay(job.phase) ? (job.operation === 'attendance' ? 'register' : 'pictures') : 'recording')
  return (
    <Tabs
      label="Session"
      value={chosen === 'pictures' && !examination ? 'recording' : (chosen ?? 'recording')}
      onValueChange={setChosen}
      tabs={[
        {
          value: 'recording',
          label: 'Recording',
          content: (
            <RecordingTab
              session={session}
              room={room}
              upload={feeder ? <FeederPanel feeder={feeder} job={job} /> : <Skeleton className="h-56 rounded-lg" />}
              readUnit={readUnit}
            />
          ),
        },
        {
          value: 'register',
          label: 'Register',
          content: report ? (
            <ReportPanel report={report} problem={problem} onChanged={reload} />
          ) : problem !== null ? (
            <ErrorState
              title={problem}
              action={
                <Button variant="secondary" size="sm" onClick={() => void reload()}>
                  Try again
                </Button>
              }
            />
          ) : (
            <Skeleton className="h-96 rounded-lg" />
          ),
        },
        // Other work than the roll is the exception; its tab comes with it.
        ...(examination
          ? [
              {
                value: 'pictures',
                label: 'Pictures',
                content: <ExaminationPanel sessionId={session.id} examination={examination} />,
              },
            ]
          : []),
      ]}
    />
  )
}
