import { BookOpen } from 'lucide-react'
import type { Metadata } from 'next'
import { requireFaculty } from '@/app/signed-in'
import { CourseList } from '@/components/courses/course-list'
import { NewCourse } from '@/components/courses/new-course'
import { WorkNow } from '@/components/sessions/work-now'
import { PageHead } from '@/components/shell/page-head'
import { EmptyState } from '@/components/ui/empty-state'
import { listCourses } from '@/lib/server/courses'
import { getDatabase } from '@/lib/server/db'
import { listOpenSessions } from '@/lib/server/sessions'

export const metadata: Metadata = { title: 'Courses' }

export default async function DashboardPage() {
  const { userId } = await requireFaculty('/')
  const db = getDatabase()
  const [courses, open] = await Promise.all([listCourses(db, userId), listOpenSessions(db, userId)])
  return (
    <>
      <PageHead title="Courses" actions={courses.length > 0 && <NewCourse />} />
      <WorkNow sessions={open} />
      {courses.length > 0 ? (
        <CourseList courses={courses} />
      ) : (
        <div className="rounded-lg border border-line bg-surface shadow-card">
          <EmptyState icon={<BookOpen />} headingLevel={2} title="Start with a course" action={<NewCourse />}>
            <p>Three steps lead to the first register:</p>
            <ol className="mx-auto mt-3 flex max-w-sm list-decimal flex-col gap-1 pl-5 text-left">
              <li>Create a course and drop in a folder of people with their photos.</li>
              <li>Open a session and let phones or lab computers join by QR code.</li>
              <li>Choose the class recording. The devices do the rest.</li>
            </ol>
          </EmptyState>
        </div>
      )}
    </>
  )
}
