'use client'

import { FolderOpen, Search, TriangleAlert, UserRoundPlus, UsersRound } from 'lucide-react'
import { useState } from 'react'
import type { PersonView } from '@/lib/protocol/course-view'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { EmptyState } from '@/components/ui/empty-state'
import { Cell, HeadCell, Table } from '@/components/ui/table'
import { EnrolFolder } from './enrol-folder'
import { PersonSheet } from './person-sheet'

/** A course's people: enrol many at once or one by one, look through them, change them. */
export function PeoplePanel({ courseId, people }: { courseId: string; people: readonly PersonView[] }) {
  const [shown, setShown] = useState<string | null>(null)
  // Open for a new course, and it stays open while the first people come in.
  const [isFolderOpen, setIsFolderOpen] = useState(people.length === 0)
  const [query, setQuery] = useState('')
  const wanted = query.trim().toLowerCase()
  const found = people.filter(({ name, number }) => `${name} ${number}`.toLowerCase().includes(wanted))
  return (
    <div className="flex flex-col gap-5">
      {isFolderOpen && (
        <Card
          title="Enrol many people"
          actions={
            people.length > 0 && (
              <Button variant="quiet" size="sm" onClick={() => setIsFolderOpen(false)}>
                Close
              </Button>
            )
          }
        >
          <EnrolFolder courseId={courseId} />
        </Card>
      )}
      <Card
        title="People"
        padding="none"
        actions={
          <>
            <Button variant="secondary" size="sm" aria-expanded={isFolderOpen} onClick={() => setIsFolderOpen(true)}>
              <FolderOpen aria-hidden />
              Enrol a folder
            </Button>
            <Button variant="secondary" size="sm" onClick={() => setShown('new')}>
              <UserRoundPlus aria-hidden />
              Add a person
            </Button>
          </>
        }
      >
        {people.length === 0 ? (
          <EmptyState icon={<UsersRound />} title="Nobody is enrolled yet">
            Drop a folder of people above, or add them one by one. Two or three photos each are enough.
          </EmptyState>
        ) : (
          <>
            <label className="mx-5 mb-3 flex items-center gap-2 rounded-md border border-line-strong bg-surface px-3 has-focus-visible:outline-2 has-focus-visible:outline-accent">
              <Search aria-hidden className="size-4 text-ink-faint" />
              <span className="sr-only">Search people</span>
              <input
                type="search"
                value={query}
                onChange={(event) => setQuery(event.target.value)}
                placeholder="Search by name or number"
                className="min-h-9 w-full bg-transparent text-sm outline-none placeholder:text-ink-faint"
              />
            </label>
            <PeopleTable people={found} onShow={setShown} />
            {found.length === 0 && <p className="px-5 py-6 text-center text-ink-soft">Nobody fits “{query}”.</p>}
          </>
        )}
      </Card>
      <PersonSheet courseId={courseId} people={people} shown={shown} onShow={setShown} />
    </div>
  )
}

function PeopleTable({ people, onShow }: { people: readonly PersonView[]; onShow: (id: string) => void }) {
  return (
    <Table caption="People of this course">
      <thead>
        <tr>
          <HeadCell isFirst>Person</HeadCell>
          <HeadCell>Number</HeadCell>
          <HeadCell className="hidden sm:table-cell">E-mail</HeadCell>
          <HeadCell isNumeric>Photos</HeadCell>
        </tr>
      </thead>
      <tbody>
        {people.map((person) => (
          <tr key={person.id}>
            <Cell isFirst>
              <button
                type="button"
                onClick={() => onShow(person.id)}
                className="flex items-center gap-3 rounded-sm text-left font-medium hover:text-accent hover:underline"
              >
                <PersonPicture photoId={person.photos[0]?.id ?? null} />
                {person.name}
              </button>
            </Cell>
            <Cell className="whitespace-nowrap text-ink-soft">{person.number}</Cell>
            <Cell className="hidden text-ink-soft sm:table-cell">{person.email}</Cell>
            <Cell isNumeric>
              {person.photos.length > 0 ? (
                person.photos.length
              ) : (
                <span className="inline-flex items-center gap-1.5 text-late">
                  <TriangleAlert aria-hidden className="size-4" />
                  None
                </span>
              )}
            </Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}

/** A face beside a name that says who it is, so the picture itself stays silent. */
export function PersonPicture({ photoId }: { photoId: string | null }) {
  if (photoId === null)
    return (
      <span aria-hidden className="grid size-9 shrink-0 place-items-center rounded-sm bg-sunken text-ink-faint">
        <UsersRound className="size-4" />
      </span>
    )
  return (
    <img
      src={`/api/v1/photos/${photoId}`}
      alt=""
      loading="lazy"
      decoding="async"
      className="size-9 shrink-0 rounded-sm bg-sunken object-cover"
    />
  )
}
