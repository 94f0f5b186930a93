'use client'

import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { TextField } from '@/components/ui/field'
import type { PersonDetails } from './people-api'

interface PersonFormProps {
  person?: PersonDetails
  submitLabel: string
  /** Resolves to a sentence when it did not work. */
  onSubmit: (person: PersonDetails) => Promise<string | null>
}

export function PersonForm({ person, submitLabel, onSubmit }: PersonFormProps) {
  const [isBusy, setIsBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => String(form.get(name)).trim()
    setIsBusy(true)
    setProblem(await onSubmit({ number: text('number'), name: text('name'), email: text('email') || null }))
    setIsBusy(false)
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      <TextField
        label="Registration number"
        name="number"
        defaultValue={person?.number}
        maxLength={60}
        required
        error={problem}
      />
      <TextField label="Name" name="name" defaultValue={person?.name} maxLength={120} autoComplete="off" required />
      <TextField
        label="E-mail"
        name="email"
        type="email"
        defaultValue={person?.email ?? ''}
        maxLength={200}
        autoComplete="off"
        hint="Optional."
      />
      <Button type="submit" variant={person ? 'secondary' : 'primary'} isBusy={isBusy}>
        {submitLabel}
      </Button>
    </form>
  )
}
