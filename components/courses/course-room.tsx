'use client'

import { useState } from 'react'
import type { CourseView, PersonView, SessionSummary } from '@/lib/protocol/course-view'
import { PeoplePanel } from '@/components/enrolment/people-panel'
import { Card } from '@/components/ui/card'
import { Tabs } from '@/components/ui/tabs'
import { CourseSettings } from './course-settings'
import { NewSession } from './new-session'
import { SessionList } from './session-list'

interface CourseRoomProps {
  course: CourseView
  people: readonly PersonView[]
  sessions: readonly SessionSummary[]
}

/** A course in three tabs. Opens where the next step is: people first, then sessions. */
export function CourseRoom({ course, people, sessions }: CourseRoomProps) {
  const [tab, setTab] = useState(people.length === 0 ? 'people' : 'sessions')
  return (
    <Tabs
      label="Course"
      value={tab}
      onValueChange={setTab}
      tabs={[
        {
          value: 'sessions',
          label: 'Sessions',
          count: sessions.length,
          content: (
            <Card
              title="Sessions"
              padding="none"
              actions={sessions.length > 0 && <NewSession courseId={course.id} size="sm" />}
            >
              <SessionList courseId={course.id} sessions={sessions} />
            </Card>
          ),
        },
        {
          value: 'people',
          label: 'People',
          count: people.length,
          content: <PeoplePanel courseId={course.id} people={people} />,
        },
        { value: 'settings', label: 'Settings', content: <CourseSettings course={course} /> },
      ]}
    />
  )
}
