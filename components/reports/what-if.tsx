'use client'

import { useState } from 'react'
import type { JobTimeline } from '@/lib/protocol/timeline'
import type { Mode } from '@/lib/protocol/unit'
import { Button } from '@/components/ui/button'
import { Cell, HeadCell, Table } from '@/components/ui/table'
import { durationText } from '@/components/ui/time-text'
import { workOutWhatIf, type WhatIfAnswer } from './what-if-rows'

const columns: readonly { readonly mode: Mode; readonly word: string }[] = [
  { mode: 'dynamic', word: 'Dynamic' },
  { mode: 'weighted', word: 'Weighted' },
  { mode: 'static', word: 'Static' },
]

type Asked = { readonly type: 'not-yet' } | { readonly type: 'asked'; readonly answer: WhatIfAnswer | null }

/** The job again in the simulator, in other modes and with other numbers of devices. Worked out in this page, when asked for. */
export function WhatIf({ timeline, mode }: { timeline: JobTimeline; mode: Mode }) {
  const [asked, setAsked] = useState<Asked>({ type: 'not-yet' })
  if (asked.type === 'not-yet')
    return (
      <Button
        variant="secondary"
        size="sm"
        onClick={() => setAsked({ type: 'asked', answer: workOutWhatIf(timeline, mode) })}
      >
        What if there had been other devices?
      </Button>
    )
  const { answer } = asked
  if (!answer) return <p className="text-sm text-ink-soft">Too little was done in this job to tell.</p>
  const longest = Math.max(...answer.rows.flatMap(({ seconds }) => columns.map(({ mode }) => seconds[mode] ?? 0)))
  return (
    <div className="flex flex-col gap-2">
      <p role="status" className="text-sm text-ink-soft">
        It took {durationText(answer.asItWent.seconds)}; these devices could not have done it in less than{' '}
        {durationText(answer.asItWent.leastSeconds)}. The simulator, given the same, takes{' '}
        {durationText(answer.simulated.seconds)}.
      </p>
      <Table caption="How long the job would have taken" isCaptionVisible>
        <thead>
          <tr>
            <HeadCell isFirst>Devices</HeadCell>
            {columns.map(({ mode, word }) => (
              <HeadCell key={mode}>{word}</HeadCell>
            ))}
          </tr>
        </thead>
        <tbody>
          {answer.rows.map(({ deviceCount, isAsItWas, seconds }) => (
            <tr key={deviceCount}>
              <Cell isFirst className="font-medium whitespace-nowrap">
                {deviceCount}
                {isAsItWas && ' (as it was)'}
              </Cell>
              {columns.map(({ mode }) => (
                <Cell key={mode}>
                  <Length seconds={seconds[mode]} longest={longest} />
                </Cell>
              ))}
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  )
}

function Length({ seconds, longest }: { seconds: number | null; longest: number }) {
  if (seconds === null) return <span className="text-ink-soft">no end</span>
  return (
    <span className="flex min-w-24 flex-col gap-1">
      <span className="tabular-nums">{durationText(seconds)}</span>
      <span aria-hidden className="h-1.5 rounded-full bg-accent" style={{ width: `${(seconds / longest) * 100}%` }} />
    </span>
  )
}
