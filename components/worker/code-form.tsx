'use client'

import { type FormEvent, useState } from 'react'
import { TextField } from '@/components/ui/field'
import { Button } from '@/components/ui/button'
import { tidyCode } from './likely-code'

/** Shortest code that the protocol takes. */
const MIN_LENGTH = 4

/** For those who can't scan: the code from the big screen, typed in any way that people type. */
export function CodeForm({ unknownCode }: { unknownCode: string | null }) {
  const [typed, setTyped] = useState(unknownCode ?? '')
  const [error, setError] = useState(
    unknownCode === null ? null : 'This code opens nothing. It may be mistyped, or its session is over.',
  )

  function go(event: FormEvent) {
    event.preventDefault()
    const code = tidyCode(typed)
    if (code.length < MIN_LENGTH) setError('A code has six letters. It is on the big screen.')
    else location.assign(`/join/${code}`)
  }

  return (
    <form onSubmit={go} noValidate className="flex flex-col gap-5">
      <TextField
        label="Code on the big screen"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value)
          setError(null)
        }}
        error={error}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        inputMode="text"
        enterKeyHint="go"
        maxLength={20}
      />
      <Button type="submit" size="lg">
        Join
      </Button>
    </form>
  )
}
