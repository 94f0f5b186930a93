'use client'

import { CircleCheck, CircleX, RotateCcw } from 'lucide-react'
import { useCallback, useState } from 'react'
import { assertNever } from '@/lib/core/assert-never'
import { Button } from '@/components/ui/button'
import { ErrorState } from '@/components/ui/error-state'
import { Notice } from '@/components/ui/notice'
import { ProgressBar } from '@/components/ui/progress-bar'
import { timeLeftText } from '@/components/ui/time-text'
import { countEnrolment, type Enrolment, type EnrolmentState, type PhotoItem } from './enrolment'

interface EnrolmentProgressProps {
  enrolment: Enrolment
  state: EnrolmentState
  onUndone?: () => void
}

/** How far a run is, what was refused and why, and the ways on: stop, retry, undo. */
export function EnrolmentProgress({ enrolment, state, onUndone }: EnrolmentProgressProps) {
  const counts = countEnrolment(state.items)
  const [problem, setProblem] = useState<string | null>(null)
  const undo = async () => {
    const trouble = await enrolment.undo()
    setProblem(trouble)
    if (trouble === null) onUndone?.()
  }
  const isOver = state.phase === 'done' || state.phase === 'stopped'
  return (
    <div className="flex flex-col gap-4">
      <p role="status" className="sr-only">
        {phaseSentence(state)}
      </p>
      {state.phase === 'no-engine' ? (
        <ErrorState
          title={state.remarks[0] ?? 'The face models could not be loaded.'}
          action={
            <Button variant="secondary" size="sm" onClick={() => void enrolment.retry()}>
              Try again
            </Button>
          }
        >
          Your photos are still here; nothing was sent.
        </ErrorState>
      ) : (
        counts.total > 0 &&
        !isOver && (
          <ProgressBar
            label={state.phase === 'preparing' ? 'Loading the face models' : 'Enrolling'}
            value={
              state.preparation?.words ?? `${counts.done} of ${counts.total} ${counts.total === 1 ? 'photo' : 'photos'}`
            }
            timeLeft={timeLeftText(state.phase === 'running' ? state.remainingS : null)}
            share={state.phase === 'preparing' ? (state.preparation?.share ?? null) : counts.done / counts.total}
          />
        )
      )}
      {problem !== null && <ErrorState title={problem}>Some photos may be gone already; press Undo again.</ErrorState>}
      {isOver && <Notice kind={counts.people > 0 ? 'done' : 'warning'}>{phaseSentence(state)}</Notice>}
      {counts.withoutPhoto.length > 0 && isOver && (
        <Notice kind="warning">
          Not enrolled, because no photo could be used: {counts.withoutPhoto.map(([, name]) => name).join(', ')}.
        </Notice>
      )}
      {state.phase !== 'no-engine' && state.remarks.map((remark) => <Notice key={remark}>{remark}</Notice>)}
      <Buttons
        enrolment={enrolment}
        state={state}
        failed={counts.failed}
        accepted={counts.accepted}
        onUndo={() => void undo()}
      />
      <Issues items={state.items} />
    </div>
  )
}

function Buttons(props: {
  enrolment: Enrolment
  state: EnrolmentState
  failed: number
  accepted: number
  onUndo: () => void
}) {
  const { enrolment, state, failed, accepted, onUndo } = props
  const isRunning = state.phase === 'running' || state.phase === 'preparing'
  if (!isRunning && failed === 0 && accepted === 0) return null
  return (
    <div className="flex flex-wrap gap-2">
      {isRunning && (
        <Button variant="secondary" size="sm" onClick={enrolment.stop}>
          Stop
        </Button>
      )}
      {!isRunning && failed > 0 && (
        <Button size="sm" onClick={() => void enrolment.retry()}>
          <RotateCcw aria-hidden />
          Try the {failed} failed again
        </Button>
      )}
      {!isRunning && accepted > 0 && (
        <Button variant="secondary" size="sm" isBusy={state.phase === 'undoing'} onClick={onUndo}>
          Undo enrolment
        </Button>
      )}
    </div>
  )
}

/** Photos that were not taken, newest last, each with its reason. */
function Issues({ items }: { items: readonly PhotoItem[] }) {
  const issues = items.filter(({ state }) => state.phase === 'refused' || state.phase === 'failed')
  if (issues.length === 0) return null
  return (
    <ul aria-label="Photos that were not taken" className="flex max-h-96 flex-col gap-2 overflow-y-auto">
      {issues.map((item) => (
        <li key={item.key} className="flex items-center gap-3 rounded-md border border-line p-2 text-sm">
          <LocalPicture file={item.file} />
          <div className="min-w-0">
            <p className="truncate font-medium">
              {item.personName} <span className="font-normal text-ink-faint">{item.fileName}</span>
            </p>
            <p className="flex items-start gap-1.5 text-ink-soft">
              <CircleX aria-hidden className="mt-0.5 size-4 shrink-0 text-absent" />
              {'reason' in item.state ? item.state.reason : ''}
            </p>
          </div>
        </li>
      ))}
    </ul>
  )
}

/** A picture that is still only on this computer. */
export function LocalPicture({ file, className = 'size-12' }: { file: File; className?: string }) {
  const show = useCallback(
    (image: HTMLImageElement) => {
      const url = URL.createObjectURL(file)
      image.src = url
      return () => URL.revokeObjectURL(url)
    },
    [file],
  )
  return <img ref={show} alt="" className={`${className} shrink-0 rounded-sm bg-sunken object-cover`} />
}

function phaseSentence(state: EnrolmentState): string {
  const { accepted, refused, failed, people } = countEnrolment(state.items)
  switch (state.phase) {
    case 'idle':
      return ''
    case 'preparing':
      return 'Loading the face models.'
    case 'running':
      return 'Enrolling people.'
    case 'undoing':
      return 'Taking the enrolment back.'
    case 'undone':
      return 'The enrolment was taken back.'
    case 'no-engine':
      return 'Enrolling could not start.'
    case 'done':
    case 'stopped': {
      const parts = [
        `${people} ${people === 1 ? 'person' : 'people'} enrolled with ${accepted} ${accepted === 1 ? 'photo' : 'photos'}`,
        ...(refused > 0 ? [`${refused} ${refused === 1 ? 'photo' : 'photos'} refused`] : []),
        ...(failed > 0 ? [`${failed} failed`] : []),
      ]
      return `${state.phase === 'stopped' ? 'Stopped: ' : ''}${parts.join(', ')}.`
    }
    default:
      return assertNever(state.phase)
  }
}

/** One photo of a short list, with what became of it. */
export function PhotoLine({ item }: { item: PhotoItem }) {
  return (
    <li className="flex items-center gap-3 text-sm">
      <LocalPicture file={item.file} />
      <span className="flex min-w-0 items-start gap-1.5">{photoWords(item)}</span>
    </li>
  )
}

function photoWords({ state, fileName }: PhotoItem) {
  switch (state.phase) {
    case 'waiting':
      return <span className="text-ink-faint">{fileName} is waiting</span>
    case 'looking':
    case 'saving':
      return <span className="text-ink-soft">Looking at {fileName}…</span>
    case 'accepted':
      return (
        <>
          <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-present" />
          Accepted
        </>
      )
    case 'refused':
    case 'failed':
      return (
        <>
          <CircleX aria-hidden className="mt-0.5 size-4 shrink-0 text-absent" />
          {state.reason}
        </>
      )
    default:
      return assertNever(state)
  }
}
