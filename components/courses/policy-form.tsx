'use client'

import { useRouter } from 'next/navigation'
import { type FormEvent, useState } from 'react'
import { DEFAULT_ATTENDANCE_POLICY, type AttendancePolicy } from '@/lib/core/attendance/policy'
import type { CourseView } from '@/lib/protocol/course-view'
import { policyWords } from '@/components/reports/policy-words'
import { Button } from '@/components/ui/button'
import { Choice } from '@/components/ui/choice'
import { ErrorState } from '@/components/ui/error-state'
import { TextField } from '@/components/ui/field'
import { useToast } from '@/components/ui/toast'
import { changeCourse } from './course-api'
import { type PolicyFields, readPolicyFields, writePolicyFields } from './policy-fields'

/** What makes somebody present, late or gone early. Saving marks every session of the course again, at once. */
export function PolicyForm({ course }: { course: CourseView }) {
  const router = useRouter()
  const say = useToast()
  const [fields, setFields] = useState<PolicyFields>(() => writePolicyFields(course.policy))
  const [isBusy, setIsBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const policy = readPolicyFields(fields, course.policy)
  const isChanged = JSON.stringify(policy) !== JSON.stringify(course.policy)

  const save = async (next: AttendancePolicy) => {
    setIsBusy(true)
    const saved = await changeCourse(course.id, { policy: next })
    setIsBusy(false)
    setProblem(saved.ok ? null : saved.problem.message)
    if (!saved.ok) return
    router.refresh()
    const before = course.policy
    say({
      text: 'Policy saved. Every session of this course is marked by it now.',
      action: {
        label: 'Undo',
        onPress: () => {
          setFields(writePolicyFields(before))
          void changeCourse(course.id, { policy: before }).then(() => router.refresh())
        },
      },
    })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void save(policy)
  }
  const field = (name: keyof PolicyFields) => ({
    name,
    value: fields[name],
    onChange: (event: { target: { value: string } }) => setFields({ ...fields, [name]: event.target.value }),
  })
  return (
    <form onSubmit={submit} className="flex flex-col gap-5">
      {problem !== null && <ErrorState title={problem} />}
      <Choice
        label="Present is who was seen"
        value={fields.kind}
        onChange={(kind) => setFields({ ...fields, kind })}
        options={[
          { value: 'seen', label: 'for a length of time' },
          { value: 'percentage', label: 'in a share of the frames' },
        ]}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        {fields.kind === 'seen' ? (
          <>
            <TextField
              label="Seconds seen, at least"
              type="number"
              min={0}
              max={86_400}
              step="any"
              required
              hint="0: one certain recognition is enough."
              {...field('presentMinS')}
            />
            <TextField
              label="Share of the class, at least (%)"
              type="number"
              min={0}
              max={100}
              step="any"
              required
              hint="0: the length of the class does not matter."
              {...field('presentMinPct')}
            />
          </>
        ) : (
          <TextField
            label="Share of the frames, at least (%)"
            type="number"
            min={0}
            max={100}
            step="any"
            required
            hint="Fair only where every face is always in view."
            {...field('minPct')}
          />
        )}
        <TextField
          label="Late after (minutes)"
          type="number"
          min={0}
          max={1440}
          step="any"
          hint="Empty: nobody is late."
          {...field('lateAfterMin')}
        />
        <TextField
          label="Left early before the end (minutes)"
          type="number"
          min={0}
          max={1440}
          step="any"
          hint="Empty: nobody leaves early."
          {...field('leftEarlyMin')}
        />
      </div>
      <p className="text-sm text-ink-soft">{policyWords(policy)}</p>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" isBusy={isBusy} disabled={!isChanged}>
          Save policy
        </Button>
        <Button
          variant="quiet"
          disabled={isBusy}
          onClick={() => setFields(writePolicyFields(DEFAULT_ATTENDANCE_POLICY))}
        >
          Use the defaults
        </Button>
      </div>
    </form>
  )
}
