'use client'

import { ClipboardList, Download, RefreshCw } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { MarkStatus } from '@/lib/protocol/course-view'
import type { JobPhase } from '@/lib/protocol/faculty'
import type { ReportPerson, ReportView } from '@/lib/protocol/report-view'
import { Button } from '@/components/ui/button'
import { buttonStyle } from '@/components/ui/button-style'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { ErrorState } from '@/components/ui/error-state'
import { Notice } from '@/components/ui/notice'
import { statusLook } from '@/components/ui/status-badge'
import { useToast } from '@/components/ui/toast'
import { EvidenceSheet } from './evidence-sheet'
import { RegisterTable } from './register-table'
import { rowsOf, type StatusFilter as Filter } from './register-rows'
import { overrideMark, remark, workbookPath } from './report-api'
import { StatusFilter } from './status-filter'
import { UnknownFaces } from './unknown-faces'
import { WorkDone } from './work-done'
import { WorkTimeline } from './work-timeline'

interface ReportPanelProps {
  report: ReportView
  /** Why the shown register could not be brought up to date; the old one stays in sight. */
  problem: string | null
  /** Fetches the register again. */
  onChanged: () => Promise<void>
}

export function ReportPanel({ report, problem, onChanged }: ReportPanelProps) {
  const say = useToast()
  const [status, setStatus] = useState<Filter>('all')
  const [query, setQuery] = useState('')
  const [shownId, setShownId] = useState<string | null>(null)
  const [isMatching, setIsMatching] = useState(false)
  const sessionId = report.session.id
  const rows = rowsOf(report.people, { status, query })
  const intervals = useMemo(() => groupIntervals(report.intervals), [report.intervals])

  const mark = async (person: ReportPerson, next: MarkStatus | null, why: string): Promise<string | null> => {
    const done = await overrideMark(sessionId, person.personId, next, why)
    if (!done.ok) return done.problem.message
    await onChanged()
    return null
  }
  /** Marks and offers the way back: to the correction there was, or to the machine's mark. */
  const markWithUndo = async (person: ReportPerson, next: MarkStatus | null, why: string) => {
    const trouble = await mark(person, next, why)
    if (trouble !== null) return trouble
    const word = next === null ? 'back to what recognition says' : statusLook[next].word.toLowerCase()
    const undo = () => void mark(person, person.override?.status ?? null, person.override?.why ?? '')
    say({ text: `${person.name}: ${word}.`, action: { label: 'Undo', onPress: undo } })
    return null
  }
  const matchAgain = async () => {
    setIsMatching(true)
    const done = await remark(sessionId)
    await onChanged()
    setIsMatching(false)
    if (done.ok) say({ text: 'Matched again with the people and photos of now.' })
    else say({ kind: 'failed', text: done.problem.message })
  }
  const markByKey = (person: ReportPerson, next: MarkStatus) =>
    void markWithUndo(person, next, '').then((trouble) => trouble !== null && say({ kind: 'failed', text: trouble }))

  return (
    <div className="flex flex-col gap-5">
      {problem !== null && <ErrorState title={problem}>The register below is the last one that arrived.</ErrorState>}
      <JobState report={report} />
      <Card
        title="Register"
        padding="none"
        description={
          report.people.length > 0
            ? 'Arrow keys move, Enter opens the evidence, P, L, A and E mark the person one is on.'
            : undefined
        }
        actions={
          report.job && (
            <>
              <Button variant="secondary" size="sm" isBusy={isMatching} onClick={() => void matchAgain()}>
                <RefreshCw aria-hidden />
                Match again
              </Button>
              <a href={workbookPath(sessionId)} download className={buttonStyle('primary', 'sm')}>
                <Download aria-hidden />
                Download Excel
              </a>
            </>
          )
        }
      >
        {report.people.length === 0 ? (
          <EmptyState
            icon={<ClipboardList />}
            title={report.job ? 'Nobody is enrolled in this course' : 'No register yet'}
          >
            {report.job
              ? 'A register needs people. Enrol them on the course’s page, then match again; the recording need not be uploaded again.'
              : 'Choose the class recording on the Recording tab. The register fills while the devices work.'}
          </EmptyState>
        ) : (
          <>
            <StatusFilter
              totals={report.totals}
              total={report.people.length}
              status={status}
              onStatus={setStatus}
              query={query}
              onQuery={setQuery}
            />
            <RegisterTable
              rows={rows}
              intervalsOf={(id) => intervals.get(id) ?? []}
              durationS={report.durationS}
              onShow={setShownId}
              onMark={markByKey}
            />
            {rows.length === 0 && <p className="px-5 py-6 text-center text-ink-soft">Nobody fits this filter.</p>}
          </>
        )}
      </Card>
      <UnknownFaces
        unknown={report.unknown}
        people={report.people}
        onName={(person, why) => markWithUndo(person, 'present', why)}
      />
      {report.job && <WorkDone job={report.job} />}
      {report.job && isOver(report.job.phase) && (
        <WorkTimeline sessionId={sessionId} jobId={report.job.jobId} mode={report.job.mode} />
      )}
      <EvidenceSheet
        report={report}
        person={report.people.find(({ personId }) => personId === shownId) ?? null}
        onClose={() => setShownId(null)}
        onMark={markWithUndo}
      />
    </div>
  )
}

const isOver = (phase: JobPhase) => phase === 'done' || phase === 'failed' || phase === 'cancelled'

function groupIntervals(intervals: ReportView['intervals']): ReadonlyMap<string, ReportView['intervals']> {
  const groups = new Map<string, ReportView['intervals']>()
  for (const interval of intervals) {
    const group = groups.get(interval.id)
    if (group) group.push(interval)
    else groups.set(interval.id, [interval])
  }
  return groups
}

function JobState({ report: { job } }: { report: ReportView }) {
  if (job === null) return null
  switch (job.phase) {
    case 'feeding':
    case 'working':
    case 'merging':
      return <Notice>The roll is still being taken; marks may change until it is done.</Notice>
    case 'cancelled':
      return <Notice kind="warning">This roll was cancelled. The register holds what was found until then.</Notice>
    case 'failed':
      return (
        <ErrorState title={job.failure ?? 'The roll could not be finished.'}>
          The register holds what was found until then.
        </ErrorState>
      )
    case 'done':
      return job.framesFailed > 0 ? (
        <Notice kind="warning">
          {job.framesFailed} of {job.frames} frames could not be looked at; the register rests on the others.
        </Notice>
      ) : null
    default:
      return null
  }
}
