'use client'

import { PencilLine } from 'lucide-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import type { MarkStatus } from '@/lib/protocol/course-view'
import type { ReportPerson } from '@/lib/protocol/report-view'
import { StatusBadge } from '@/components/ui/status-badge'
import { Cell, HeadCell, Table } from '@/components/ui/table'
import { clockText, durationText } from '@/components/ui/time-text'
import { FaceCrop } from './face-crop'
import { PresenceBar } from './presence-bar'
import { markKeys, nextRow } from './register-rows'

interface RegisterTableProps {
  rows: readonly ReportPerson[]
  intervalsOf: (id: string) => readonly { readonly startS: number; readonly endS: number }[]
  durationS: number
  onShow: (personId: string) => void
  onMark: (person: ReportPerson, status: MarkStatus) => void
}

/** One tab stop for the whole table; arrows move between people, Enter opens the evidence, p l a e mark. */
export function RegisterTable({ rows, intervalsOf, durationS, onShow, onMark }: RegisterTableProps) {
  const buttons = useRef(new Map<number, HTMLButtonElement>())
  const [at, setAt] = useState(0)
  const current = Math.min(at, rows.length - 1)
  const press = (event: KeyboardEvent, row: number, person: ReportPerson) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const next = nextRow(event.key, row, rows.length)
    const mark = markKeys[event.key]
    if (next !== null) {
      event.preventDefault()
      setAt(next)
      buttons.current.get(next)?.focus()
    } else if (mark) {
      event.preventDefault()
      onMark(person, mark)
    }
  }
  return (
    <Table caption="Register: people with their marks" className="min-w-2xl sm:min-w-3xl">
      <thead>
        <tr>
          <HeadCell isFirst>Person</HeadCell>
          <HeadCell className="hidden sm:table-cell">Number</HeadCell>
          <HeadCell>Status</HeadCell>
          <HeadCell className="w-[22%]">Presence</HeadCell>
          <HeadCell isNumeric>First seen</HeadCell>
          <HeadCell isNumeric>Last seen</HeadCell>
          <HeadCell isNumeric>Time seen</HeadCell>
          <HeadCell isNumeric>Confidence</HeadCell>
        </tr>
      </thead>
      <tbody>
        {rows.map((person, row) => (
          <tr key={person.personId} className="[&:hover>td]:bg-hover">
            <Cell isFirst className="max-w-44 sm:max-w-72">
              <button
                type="button"
                ref={(button) => {
                  if (button) buttons.current.set(row, button)
                  else buttons.current.delete(row)
                }}
                tabIndex={row === current ? 0 : -1}
                onFocus={() => setAt(row)}
                onKeyDown={(event) => press(event, row, person)}
                onClick={() => onShow(person.personId)}
                className="flex w-full items-center gap-3 rounded-sm text-left font-medium hover:underline"
              >
                <FaceCrop cropKey={person.cropKey} />
                <span className="min-w-0">
                  <span className="block truncate">{person.name}</span>
                  <span className="block truncate font-normal text-ink-soft sm:hidden">{person.id}</span>
                </span>
              </button>
            </Cell>
            <Cell className="hidden whitespace-nowrap text-ink-soft sm:table-cell">{person.id}</Cell>
            <Cell>
              <span className="inline-flex items-center gap-1.5">
                <StatusBadge status={person.status} />
                {person.override && (
                  <>
                    <PencilLine aria-hidden className="size-3.5 text-ink-faint" />
                    <span className="sr-only">set by hand</span>
                  </>
                )}
              </span>
              {person.verification === 'unverified' && person.override === null && (
                <p className="mt-1 text-sm text-ink-soft">not verified</p>
              )}
              {person.status === 'review' && (
                <p className="mt-1 max-w-80 min-w-52 text-sm text-ink-soft">{person.reason}</p>
              )}
            </Cell>
            <Cell>
              <PresenceBar intervals={intervalsOf(person.id)} durationS={durationS} status={person.status} />
            </Cell>
            <Cell isNumeric>{moment(person.firstSeenS)}</Cell>
            <Cell isNumeric>{moment(person.lastSeenS)}</Cell>
            <Cell isNumeric className="whitespace-nowrap">
              {person.seenS > 0 ? durationText(person.seenS) : <Nothing />}
            </Cell>
            <Cell isNumeric>{person.sightings > 0 ? `${Math.round(person.confidence * 100)} %` : <Nothing />}</Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}

const moment = (seconds: number | null) => (seconds === null ? <Nothing /> : clockText(seconds))

function Nothing() {
  return (
    <span className="text-ink-faint">
      <span aria-hidden>–</span>
      <span className="sr-only">none</span>
    </span>
  )
}
