'use client'

import { type FormEvent, type ReactNode, useState } from 'react'
import type { MarkStatus } from '@/lib/protocol/course-view'
import type { ReportPerson, ReportView, Verification } from '@/lib/protocol/report-view'
import { LocalTime } from '@/components/shell/local-time'
import { Button } from '@/components/ui/button'
import { Sheet } from '@/components/ui/dialog'
import { Field, SelectField } from '@/components/ui/field'
import { markStatuses, StatusBadge, statusLook } from '@/components/ui/status-badge'
import { clockText, durationText } from '@/components/ui/time-text'
import { FaceCrop } from './face-crop'
import { policyWords } from './policy-words'
import { PresenceBar } from './presence-bar'

interface EvidenceSheetProps {
  report: ReportView
  person: ReportPerson | null
  onClose: () => void
  /** Resolves to a sentence when it did not work. */
  onMark: (person: ReportPerson, status: MarkStatus | null, why: string) => Promise<string | null>
}

/** Why a mark is what it is, and the place to correct it. */
export function EvidenceSheet({ report, person, onClose, onMark }: EvidenceSheetProps) {
  return (
    <Sheet
      isOpen={person !== null}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose()
      }}
      title={person?.name ?? 'Evidence'}
      description={person ? `Number ${person.id}` : undefined}
    >
      {person && (
        <div className="flex flex-col gap-6">
          <Evidence report={report} person={person} />
          <OverrideForm key={`${person.personId} ${person.override?.at}`} person={person} onMark={onMark} />
        </div>
      )}
    </Sheet>
  )
}

function Evidence({ report, person }: { report: ReportView; person: ReportPerson }) {
  const intervals = report.intervals.filter(({ id }) => id === person.id)
  return (
    <>
      <div className="grid grid-cols-2 gap-3 text-sm text-ink-soft">
        <figure className="flex flex-col gap-1">
          <FaceCrop cropKey={person.cropKey} alt={`Best view of ${person.name} in the recording`} size="lg" />
          <figcaption>{person.cropKey === null ? 'No view in the recording' : 'Best view in the recording'}</figcaption>
        </figure>
        {person.photoId !== null && (
          <figure className="flex flex-col gap-1">
            <img
              src={`/api/v1/photos/${person.photoId}`}
              alt={`${person.name} as enrolled`}
              className="aspect-square w-full rounded-sm bg-sunken object-cover"
            />
            <figcaption>Enrolled photo</figcaption>
          </figure>
        )}
      </div>
      <div className="flex flex-col gap-2">
        <div className="flex flex-wrap items-center gap-2">
          <StatusBadge status={person.status} />
          {person.override && (
            <span className="text-sm text-ink-soft">
              set by {person.override.by}, <LocalTime iso={person.override.at} />
            </span>
          )}
        </div>
        {person.override && (
          <p className="text-sm text-ink-soft">
            {person.override.why && `“${person.override.why}” `}Recognition said{' '}
            {statusLook[person.machineStatus].word.toLowerCase()}.
          </p>
        )}
        <p>{person.reason}</p>
      </div>
      <PresenceBar intervals={intervals} durationS={report.durationS} status={person.status} size="wide" />
      <dl className="grid grid-cols-2 gap-x-4 gap-y-3 text-sm">
        <Fact name="First seen">{person.firstSeenS === null ? 'never' : clockText(person.firstSeenS)}</Fact>
        <Fact name="Last seen">{person.lastSeenS === null ? 'never' : clockText(person.lastSeenS)}</Fact>
        <Fact name="Time seen">
          {durationText(person.seenS)} of {durationText(report.durationS)}
        </Fact>
        <Fact name="Sightings">{person.sightings}</Fact>
        <Fact name="Confidence">
          {person.sightings > 0 ? `${Math.round(person.confidence * 100)} %` : 'nothing to judge'}
        </Fact>
        <Fact name="Looked at again">
          {person.verification === null ? 'not needed' : checkedWords[person.verification]}
        </Fact>
        <Fact name="Distance to the photos">
          {person.distance === null ? 'not matched' : person.distance.toFixed(3)}
        </Fact>
      </dl>
      {intervals.length > 0 && (
        <div className="text-sm">
          <h3 className="text-sm font-medium">Seen at</h3>
          <ul className="mt-1 flex flex-wrap gap-1.5">
            {intervals.map(({ startS, endS }) => (
              <li key={startS} className="rounded-sm bg-sunken px-2 py-0.5 tabular-nums">
                {clockText(startS)}–{clockText(endS)}
              </li>
            ))}
          </ul>
        </div>
      )}
      <p className="text-sm text-ink-soft">
        <span className="font-medium text-ink">Policy. </span>
        {policyWords(report.policy)}
      </p>
    </>
  )
}

/** Whether somebody whom the coordinator trusts has seen it too, in few words. */
const checkedWords: Record<Verification, string> = {
  trusted: 'seen by a trusted device',
  witnessed: 'yes, and it agrees',
  refuted: 'yes, and it disagrees',
  unverified: 'no: not verified',
  pending: 'not yet',
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-ink-faint">{name}</dt>
      <dd className="font-medium tabular-nums">{children}</dd>
    </div>
  )
}

function OverrideForm({ person, onMark }: { person: ReportPerson; onMark: EvidenceSheetProps['onMark'] }) {
  const [isBusy, setIsBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const mark = async (status: MarkStatus | null, why: string) => {
    setIsBusy(true)
    setProblem(await onMark(person, status, why))
    setIsBusy(false)
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const status = markStatuses.find((name) => name === form.get('status'))
    if (status) void mark(status, String(form.get('why')).trim())
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4 border-t border-line pt-5">
      <h3>Correct the mark</h3>
      <SelectField
        label="Mark"
        name="status"
        defaultValue={person.status === 'review' ? 'present' : person.status}
        error={problem}
      >
        {markStatuses
          .filter((status) => status !== 'review')
          .map((status) => (
            <option key={status} value={status}>
              {statusLook[status].word}
            </option>
          ))}
      </SelectField>
      <Field label="Reason" hint="Kept with the mark, together with your name and the time.">
        {(control) => (
          <input
            {...control}
            name="why"
            maxLength={300}
            defaultValue={person.override?.why ?? ''}
            className="min-h-10 w-full rounded-md border border-line-strong bg-surface px-3"
          />
        )}
      </Field>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" isBusy={isBusy}>
          Save mark
        </Button>
        {person.override && (
          <Button variant="secondary" disabled={isBusy} onClick={() => void mark(null, '')}>
            Undo correction
          </Button>
        )}
      </div>
    </form>
  )
}
