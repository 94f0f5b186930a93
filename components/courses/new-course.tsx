'use client'

import { Plus } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { TextField } from '@/components/ui/field'
import { useIsReady } from '@/components/ui/use-is-ready'
import { createCourse } from './course-api'

/** The button that opens the form, and the form. */
export function NewCourse({ label = 'New course' }: { label?: string }) {
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
    const made = await createCourse({ name: String(form.get('name')).trim(), code: String(form.get('code')).trim() })
    setIsBusy(false)
    if (!made.ok) return setProblem(made.problem.message)
    router.push(`/courses/${made.value.id}`)
  }
  return (
    <>
      <Button disabled={!isReady} className="disabled:opacity-100" onClick={() => setIsOpen(true)}>
        <Plus aria-hidden />
        {label}
      </Button>
      <Dialog
        isOpen={isOpen}
        onOpenChange={setIsOpen}
        title="New course"
        description="The people and the sessions of one class."
      >
        <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
          <TextField
            label="Course name"
            name="name"
            maxLength={120}
            placeholder="Distributed Systems"
            required
            error={problem}
          />
          <TextField
            label="Course code"
            name="code"
            maxLength={40}
            placeholder="CS-402"
            hint="Optional. Printed on the register."
          />
          <div className="flex justify-end gap-2">
            <Button variant="secondary" onClick={() => setIsOpen(false)}>
              Cancel
            </Button>
            <Button type="submit" isBusy={isBusy}>
              Create course
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  )
}
