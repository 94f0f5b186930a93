'use client'

import { useEffect, useState } from 'react'
import { JobTimeline, leaseOutcomes, type LeaseOutcome } from '@/lib/protocol/timeline'
import type { Mode } from '@/lib/protocol/unit'
import { request } from '@/components/shell/api-client'
import { Card } from '@/components/ui/card'
import { Cell, HeadCell, Table } from '@/components/ui/table'
import { clockText, durationText } from '@/components/ui/time-text'
import { barsPath, readTimeline, type TimelineRow } from './timeline-rows'
import { WhatIf } from './what-if'

const looks: Readonly<Record<LeaseOutcome, { readonly word: string; readonly fill: string; readonly dot: string }>> = {
  accepted: { word: 'Done', fill: 'fill-accent', dot: 'bg-accent' },
  copy: { word: 'Done twice', fill: 'fill-present-fill', dot: 'bg-present-fill' },
  failed: { word: 'Failed', fill: 'fill-absent-fill', dot: 'bg-absent-fill' },
  returned: { word: 'Handed back', fill: 'fill-excused-fill', dot: 'bg-excused-fill' },
  'ran-out': { word: 'Ran out of time', fill: 'fill-late-fill', dot: 'bg-late-fill' },
  moved: { word: 'Given to another', fill: 'fill-review-fill', dot: 'bg-review-fill' },
  gone: { word: 'Device gone', fill: 'fill-left-early-fill', dot: 'bg-left-early-fill' },
  cancelled: { word: 'Cancelled', fill: 'fill-line-strong', dot: 'bg-line-strong' },
}

/** How the job went, device by device; nothing for a job from before leases were recorded. */
export function WorkTimeline({ sessionId, jobId, mode }: { sessionId: string; jobId: string; mode: Mode }) {
  const [timeline, setTimeline] = useState<JobTimeline | null>(null)
  useEffect(() => {
    const stop = new AbortController()
    request(JobTimeline, `/api/v1/sessions/${sessionId}/timeline`, { signal: stop.signal }).then(
      (answer) => setTimeline(answer.ok ? answer.value : null),
      () => {
        // Aborted: the page has moved on.
      },
    )
    return () => stop.abort()
  }, [sessionId, jobId])
  if (!timeline) return null
  const { lengthMs, rows } = readTimeline(timeline)
  if (rows.length === 0) return null
  const seen = leaseOutcomes.filter((outcome) => rows.some(({ counts }) => counts[outcome] > 0))
  return (
    <Card
      title="Timeline"
      description={`${rows.length === 1 ? '1 device' : `${rows.length} devices`} in ${durationText(lengthMs / 1000)}. A bar is one lease.`}
    >
      <Drawing rows={rows} lengthMs={lengthMs} />
      <ul aria-label="What the colours mean" className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-sm text-ink-soft">
        {seen.map((outcome) => (
          <li key={outcome} className="flex items-center gap-1.5">
            <span aria-hidden className={`size-2.5 rounded-full ${looks[outcome].dot}`} />
            {looks[outcome].word}
          </li>
        ))}
      </ul>
      <details className="mt-3">
        <summary className="rounded-sm text-sm font-medium">The same as a table</summary>
        <div className="mt-2">
          <LeaseTable rows={rows} outcomes={seen} />
        </div>
      </details>
      <div className="mt-3">
        <WhatIf timeline={timeline} mode={mode} />
      </div>
    </Card>
  )
}

const WIDTH = 1000
const ROW = 20

function Drawing({ rows, lengthMs }: { rows: readonly TimelineRow[]; lengthMs: number }) {
  return (
    <div aria-hidden className="grid grid-cols-[minmax(4.5rem,9rem)_1fr] gap-x-3 text-sm">
      {rows.map(({ id, name, bars }) => (
        <div key={id} className="contents">
          <span className="truncate leading-6 text-ink-soft" title={name}>
            {name}
          </span>
          <svg viewBox={`0 0 ${WIDTH} ${ROW}`} preserveAspectRatio="none" className="h-6 w-full border-b border-line">
            {leaseOutcomes.map((outcome) => {
              const own = bars.filter((bar) => bar.outcome === outcome)
              if (own.length === 0) return null
              // What came to nothing is drawn lower, so that it is told apart without its colour.
              const isDone = outcome === 'accepted' || outcome === 'copy'
              const [top, height] = isDone ? [3, 14] : [10, 9]
              return (
                <path
                  key={outcome}
                  d={barsPath(own, { lengthMs, width: WIDTH, top, height })}
                  className={looks[outcome].fill}
                />
              )
            })}
          </svg>
        </div>
      ))}
      <span />
      <span className="flex justify-between text-xs text-ink-faint tabular-nums">
        <span>0:00</span>
        <span>{clockText(lengthMs / 1000)}</span>
      </span>
    </div>
  )
}

function LeaseTable({ rows, outcomes }: { rows: readonly TimelineRow[]; outcomes: readonly LeaseOutcome[] }) {
  return (
    <Table caption="Leases of each device by how they ended">
      <thead>
        <tr>
          <HeadCell isFirst>Device</HeadCell>
          <HeadCell isNumeric>At work</HeadCell>
          {outcomes.map((outcome) => (
            <HeadCell key={outcome} isNumeric>
              {looks[outcome].word}
            </HeadCell>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ id, name, counts, busy }) => (
          <tr key={id}>
            <Cell isFirst className="font-medium">
              {name}
            </Cell>
            <Cell isNumeric>{Math.round(busy * 100)} %</Cell>
            {outcomes.map((outcome) => (
              <Cell key={outcome} isNumeric>
                {counts[outcome]}
              </Cell>
            ))}
          </tr>
        ))}
      </tbody>
    </Table>
  )
}
