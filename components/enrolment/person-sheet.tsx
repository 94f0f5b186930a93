'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import type { PersonView } from '@/lib/protocol/course-view'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Sheet } from '@/components/ui/dialog'
import { useToast } from '@/components/ui/toast'
import { changePerson, deletePerson, savePerson } from './people-api'
import { PersonForm } from './person-form'
import { PersonPhotos } from './person-photos'

interface PersonSheetProps {
  courseId: string
  people: readonly PersonView[]
  /** `new`, a person's id, or null when closed. */
  shown: string | null
  onShow: (shown: string | null) => void
}

/** One person: first who it is, then the photos. */
export function PersonSheet({ courseId, people, shown, onShow }: PersonSheetProps) {
  const router = useRouter()
  const say = useToast()
  const [isDeleting, setIsDeleting] = useState(false)
  const person = people.find(({ id }) => id === shown)
  return (
    <Sheet
      isOpen={shown !== null}
      onOpenChange={(isOpen) => {
        if (!isOpen) onShow(null)
      }}
      title={person ? person.name : 'Add a person'}
      description={person ? `Number ${person.number}` : 'Photos come in the next step.'}
    >
      {person ? (
        <div className="flex flex-col gap-6">
          <PersonPhotos key={person.id} courseId={courseId} person={person} />
          <div className="border-t border-line pt-5">
            <PersonForm
              key={person.id}
              person={person}
              submitLabel="Save details"
              onSubmit={async (details) => {
                const changed = await changePerson(person.id, details)
                if (!changed.ok) return changed.problem.message
                say({ text: 'Saved.' })
                router.refresh()
                return null
              }}
            />
          </div>
          <Button variant="danger" onClick={() => setIsDeleting(true)}>
            Delete person
          </Button>
          <ConfirmDialog
            isOpen={isDeleting}
            onOpenChange={setIsDeleting}
            title={`Delete ${person.name}?`}
            confirmLabel="Delete person"
            onConfirm={async () => {
              const gone = await deletePerson(person.id)
              if (!gone.ok) return gone.problem.message
              onShow(null)
              router.refresh()
              return null
            }}
          >
            The photos, the face descriptions and the marks of this person go from every course. This cannot be undone.
          </ConfirmDialog>
        </div>
      ) : (
        shown === 'new' && (
          <PersonForm
            submitLabel="Add person"
            onSubmit={async (details) => {
              const other = people.find(({ number }) => number === details.number)
              if (other) return `${other.name} has this number already.`
              const made = await savePerson(courseId, details)
              if (!made.ok) return made.problem.message
              router.refresh()
              onShow(made.value.id)
              return null
            }}
          />
        )
      )}
    </Sheet>
  )
}
