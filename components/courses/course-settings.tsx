'use client'

import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { type CourseView, type Helpers, HelpersSchema } from '@/lib/protocol/course-view'
import { Button } from '@/components/ui/button'
import { Card } from '@/components/ui/card'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { SelectField, TextField } from '@/components/ui/field'
import { useToast } from '@/components/ui/toast'
import { changeCourse, deleteCourse } from './course-api'
import { PolicyForm } from './policy-form'

export function CourseSettings({ course }: { course: CourseView }) {
  const router = useRouter()
  const [isDeleting, setIsDeleting] = useState(false)
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[3fr_2fr]">
      <Card
        title="Attendance policy"
        description="How long somebody must be seen. Changing it marks again at once, without recognising again."
      >
        <PolicyForm course={course} />
      </Card>
      <div className="flex flex-col gap-5">
        <Card title="Course">
          <NameForm course={course} />
        </Card>
        <Card title="Who may help" description="Whose devices may describe faces for this course.">
          <HelpersForm course={course} />
        </Card>
        <Card title="Delete this course">
          <p className="mb-4 text-sm text-ink-soft">
            Its sessions and registers go, and the people who are in no other course, with their photos.
          </p>
          <Button variant="danger" onClick={() => setIsDeleting(true)}>
            Delete course
          </Button>
        </Card>
      </div>
      <ConfirmDialog
        isOpen={isDeleting}
        onOpenChange={setIsDeleting}
        title={`Delete ${course.name}?`}
        confirmLabel="Delete course"
        onConfirm={async () => {
          const gone = await deleteCourse(course.id)
          if (!gone.ok) return gone.problem.message
          router.push('/')
          router.refresh()
          return null
        }}
      >
        This cannot be undone.
      </ConfirmDialog>
    </div>
  )
}

const helperWords: Record<Helpers, string> = {
  anyone: 'Anyone with the join code',
  'signed-in': 'People who are signed in',
  approved: 'Approved devices only',
}

function HelpersForm({ course }: { course: CourseView }) {
  const router = useRouter()
  const say = useToast()
  const [problem, setProblem] = useState<string | null>(null)
  const choose = async (helpers: Helpers) => {
    const saved = await changeCourse(course.id, { helpers })
    setProblem(saved.ok ? null : saved.problem.message)
    if (!saved.ok) return
    say({ text: 'Saved.' })
    router.refresh()
  }
  return (
    <SelectField
      label="Devices that may join"
      hint="Approve a device on its tile while it helps in a session. A change counts for devices that join from then on."
      defaultValue={course.helpers}
      error={problem}
      onChange={({ target }) => void choose(HelpersSchema.parse(target.value))}
    >
      {HelpersSchema.options.map((helpers) => (
        <option key={helpers} value={helpers}>
          {helperWords[helpers]}
        </option>
      ))}
    </SelectField>
  )
}

function NameForm({ course }: { course: CourseView }) {
  const router = useRouter()
  const say = useToast()
  const [isBusy, setIsBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    setIsBusy(true)
    const saved = await changeCourse(course.id, {
      name: String(form.get('name')).trim(),
      code: String(form.get('code')).trim(),
    })
    setIsBusy(false)
    setProblem(saved.ok ? null : saved.problem.message)
    if (!saved.ok) return
    say({ text: 'Saved.' })
    router.refresh()
  }
  return (
    <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      <TextField label="Course name" name="name" defaultValue={course.name} maxLength={120} required error={problem} />
      <TextField label="Course code" name="code" defaultValue={course.code} maxLength={40} />
      <Button type="submit" variant="secondary" isBusy={isBusy}>
        Save course
      </Button>
    </form>
  )
}
