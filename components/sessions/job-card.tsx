'use client'

import { Card } from '@/components/ui/card'
import { ErrorState } from '@/components/ui/error-state'
import { Notice } from '@/components/ui/notice'
import { ProgressBar } from '@/components/ui/progress-bar'
import { timeLeftText, timeRangeText } from '@/components/ui/time-text'
import { JobPace } from './job-pace'
import { ModeChoice } from './mode-choice'
import type { ChangeMode } from './use-session-view'
import { type JobView, phaseWords, queuedUnits } from './session-facts'
import { modeWords } from './work-words'

/** The job as one wide bar, with what is in each part in words. */
export function JobCard({ job, onMode }: { job: JobView; onMode: ChangeMode }) {
  const { units, frames } = job
  const queued = queuedUnits(job)
  const isRunning = job.phase === 'feeding' || job.phase === 'working'
  const range = isRunning && job.remainingRangeS ? timeRangeText(job.remainingRangeS) : null
  return (
    <Card title="Recognition" description={`${modeWords[job.mode]} balancing. ${feederWords(job)}`}>
      <div className="flex flex-col gap-3">
        <p role="status" className="sr-only">
          {phaseWords(job)}
        </p>
        <ProgressBar
          label={phaseWords(job)}
          value={`${units.done} of ${units.total} units${job.phase === 'feeding' ? ' so far' : ''}`}
          timeLeft={isRunning ? timeLeftText(job.remainingS) : null}
          share={units.total === 0 ? null : units.done / units.total}
          size="wide"
          total={units.total}
          parts={[
            { label: 'done', value: units.done, tone: 'done' },
            { label: 'failed', value: units.failed, tone: 'failed' },
            { label: 'in flight', value: units.leased, tone: 'in-flight' },
            { label: 'queued', value: queued, tone: 'queued' },
          ]}
        />
        <ul className="flex flex-wrap gap-x-5 gap-y-1 text-sm text-ink-soft tabular-nums">
          <Legend look="bg-accent">{units.done} done</Legend>
          <Legend look="bg-accent/55">{units.leased} in flight</Legend>
          <Legend look="bg-sunken ring-1 ring-line-strong">{queued} queued</Legend>
          {units.failed > 0 && <Legend look="bg-absent-fill">{units.failed} failed</Legend>}
          <li>{job.facesFound} faces found</li>
          <li>
            {frames.offered} frames: {frames.described} described, {frames.skipped} skipped,{' '}
            {frames.failed + frames.undecodable} failed
          </li>
        </ul>
        {range !== null && <p className="text-sm text-ink-faint">{range}</p>}
        {isRunning && <JobPace job={job} />}
        {isRunning && <ModeChoice job={job} onMode={onMode} />}
        {job.phase === 'failed' && (
          <ErrorState title={job.failure ?? 'The roll could not be finished.'}>
            What was recognised until then is in the register. Choose the recording again to go on.
          </ErrorState>
        )}
        {job.phase === 'cancelled' && <Notice kind="warning">Cancelled. Choose a recording to start again.</Notice>}
        {job.phase === 'done' && <Notice kind="done">The roll is taken. Open the Register tab.</Notice>}
      </div>
    </Card>
  )
}

function Legend({ look, children }: { look: string; children: React.ReactNode }) {
  return (
    <li className="flex items-center gap-1.5">
      <span aria-hidden className={`size-2.5 rounded-full ${look}`} />
      {children}
    </li>
  )
}

function feederWords({ hasFeeder, phase, units }: JobView): string {
  if (phase !== 'feeding' && phase !== 'working') return ''
  if (hasFeeder) return 'Frames come from the page that holds the recording.'
  return units.stored === units.total && phase === 'working'
    ? 'All frames are stored; the page with the recording may stay closed.'
    : 'The page with the recording is closed; stored frames are worked on. Choose the recording again to go on.'
}
