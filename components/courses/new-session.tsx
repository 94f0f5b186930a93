'use client'

import { Plus } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { TextField } from '@/components/ui/field'
import { useIsReady } from '@/components/ui/use-is-ready'
import { createSession } from './course-api'

export function NewSession({ courseId, size = 'md' }: { courseId: string; size?: 'sm' | 'md' }) {
  const router = useRouter()
  const isReady = useIsReady()
  const [isOpen, setIsOpen] = useState(false)
  const [isBusy, setIsBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setIsBusy(true)
    setProblem(null)
    const heldAt = new Date(String(form.get('heldAt'))).toISOString()
    const made = await createSession(courseId, { title: String(form.get('title')).trim(), heldAt })
    setIsBusy(false)
    if (!made.ok) return setProblem(made.problem.message)
    router.push(`/sessions/${made.value.id}`)
  }
  return (
    <>
      <Button disabled={!isReady} className="disabled:opacity-100" size={size} onClick={() => setIsOpen(true)}>
        <Plus aria-hidden />
        New session
      </Button>
      <Dialog isOpen={isOpen} onOpenChange={setIsOpen} title="New session" description="One meeting of the class.">
        <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
          <TextField
            label="Session title"
            name="title"
            maxLength={120}
            placeholder="Lecture 3"
            required
            error={problem}
          />
          <TextField label="Held at" name="heldAt" type="datetime-local" defaultValue={nowForInput()} required />
          <div className="flex justify-end gap-2">
            <Button variant="secondary" onClick={() => setIsOpen(false)}>
              Cancel
            </Button>
            <Button type="submit" isBusy={isBusy}>
              Create session
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  )
}

/** Now, in the form that `datetime-local` reads: local time without a zone. */
function nowForInput(): string {
  const now = new Date()
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
