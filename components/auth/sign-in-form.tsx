'use client'

import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { ErrorState } from '@/components/ui/error-state'
import { TextField } from '@/components/ui/field'
import { useIsReady } from '@/components/ui/use-is-ready'
import { signIn } from './auth-api'

/** @param next path inside this site to go on to. */
export function SignInForm({ next }: { next: string }) {
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  const isReady = useIsReady()
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setIsBusy(true)
    setProblem(null)
    const answer = await signIn({ email: String(form.get('email')), password: String(form.get('password')) })
    if (answer.ok) return window.location.assign(next)
    setIsBusy(false)
    setProblem(answer.problem)
  }
  return (
    <form method="post" onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      {problem !== null && <ErrorState title={problem} />}
      <TextField label="E-mail" name="email" type="email" autoComplete="username" required />
      <TextField label="Password" name="password" type="password" autoComplete="current-password" required />
      <Button type="submit" isBusy={isBusy} disabled={!isReady} className="mt-1 disabled:opacity-100">
        Sign in
      </Button>
    </form>
  )
}
