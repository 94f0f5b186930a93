'use client'

import { type FormEvent, useState } from 'react'
import type { ReportPerson, ReportUnknown } from '@/lib/protocol/report-view'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { SelectField } from '@/components/ui/field'
import { statusLook } from '@/components/ui/status-badge'
import { clockText } from '@/components/ui/time-text'
import { FaceCrop } from './face-crop'
import { namedWords } from './named-unknown'

interface NameUnknownProps {
  /** Null while nobody is being named. */
  unknown: ReportUnknown | null
  people: readonly ReportPerson[]
  onClose: () => void
  /** Resolves to a sentence when it did not work. */
  onName: (person: ReportPerson, why: string) => Promise<string | null>
}

/** Says who an unknown face is: the person's mark becomes present, by hand, with this as its reason. */
export function NameUnknown({ unknown, people, onClose, onName }: NameUnknownProps) {
  const [isBusy, setIsBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const close = () => {
    setProblem(null)
    onClose()
  }
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const personId = new FormData(event.currentTarget).get('person')
    const person = people.find((each) => each.personId === personId)
    if (!unknown || !person) return setProblem('Choose a person.')
    setIsBusy(true)
    const trouble = await onName(person, namedWords(unknown))
    setIsBusy(false)
    setProblem(trouble)
    if (trouble === null) onClose()
  }
  // Who is not there yet comes first: an unknown face is most likely one of them.
  const sorted = [...people].sort(
    (one, two) => Number(isThere(one)) - Number(isThere(two)) || one.name.localeCompare(two.name, 'en'),
  )
  return (
    <Dialog
      isOpen={unknown !== null}
      onOpenChange={(isOpen) => {
        if (!isOpen) close()
      }}
      title={unknown ? `Who is unknown ${unknown.cluster}?` : 'Who is this?'}
      description="The person is marked present by hand; it can be undone. No photo is enrolled."
      width="sm"
    >
      {unknown && (
        <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
          <div className="flex items-center gap-3">
            <FaceCrop cropKey={unknown.cropKeys[0] ?? null} alt={`Unknown face ${unknown.cluster}`} size="md" />
            <p className="text-sm text-ink-soft">
              Seen between {clockText(unknown.firstSeenS)} and {clockText(unknown.lastSeenS)}.
            </p>
          </div>
          <SelectField label="Person" name="person" defaultValue="" error={problem}>
            <option value="" disabled>
              Choose a person
            </option>
            {sorted.map(({ personId, name, id, status }) => (
              <option key={personId} value={personId}>
                {name} ({id}), {statusLook[status].word.toLowerCase()}
              </option>
            ))}
          </SelectField>
          <Button type="submit" isBusy={isBusy}>
            Mark as present
          </Button>
        </form>
      )}
    </Dialog>
  )
}

const isThere = ({ status }: ReportPerson): boolean =>
  status === 'present' || status === 'late' || status === 'left-early'
