'use client'

import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { ErrorState } from '@/components/ui/error-state'
import { TextField } from '@/components/ui/field'
import { useIsReady } from '@/components/ui/use-is-ready'
import { setUp } from './auth-api'

const MIN_PASSWORD_LENGTH = 10

/** @param token from the printed link; null at the server's own machine. */
export function SetupForm({ token }: { token: string | null }) {
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  const isReady = useIsReady()
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const [name, email, password] = ['name', 'email', 'password'].map((field) => String(form.get(field)))
    setIsBusy(true)
    setProblem(null)
    const answer = await setUp({ name: name ?? '', email: email ?? '', password: password ?? '', token })
    if (answer.ok) return window.location.assign('/')
    setIsBusy(false)
    setProblem(answer.problem)
  }
  return (
    <form method="post" onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      {problem !== null && <ErrorState title={problem} />}
      <TextField label="Your name" name="name" autoComplete="name" maxLength={120} required />
      <TextField label="E-mail" name="email" type="email" autoComplete="username" maxLength={200} required />
      <TextField
        label="Password"
        name="password"
        type="password"
        autoComplete="new-password"
        minLength={MIN_PASSWORD_LENGTH}
        maxLength={128}
        hint={`At least ${MIN_PASSWORD_LENGTH} characters.`}
        required
      />
      <Button type="submit" isBusy={isBusy} disabled={!isReady} className="mt-1 disabled:opacity-100">
        Create account
      </Button>
    </form>
  )
}
