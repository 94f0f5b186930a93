import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { findFaculty, requireFaculty } from '@/app/signed-in'
import { CourseRoom } from '@/components/courses/course-room'
import { PageHead } from '@/components/shell/page-head'
import type { CourseId } from '@/lib/core/ids'
import { brand } from '@/lib/core/ids'
import { findCourse } from '@/lib/server/courses'
import { getDatabase } from '@/lib/server/db'
import { listPeople } from '@/lib/server/people'
import { listSessions } from '@/lib/server/sessions'

interface CoursePageProps {
  params: Promise<{ courseId: string }>
}

export async function generateMetadata({ params }: CoursePageProps): Promise<Metadata> {
  const signedIn = await findFaculty()
  const course =
    signedIn && (await findCourse(getDatabase(), signedIn.userId, brand<CourseId>((await params).courseId)))
  return { title: course?.name ?? 'Course' }
}

export default async function CoursePage({ params }: CoursePageProps) {
  const courseId = brand<CourseId>((await params).courseId)
  const { userId } = await requireFaculty(`/courses/${courseId}`)
  const db = getDatabase()
  const course = await findCourse(db, userId, courseId)
  if (!course) notFound()
  const [people, sessions] = await Promise.all([listPeople(db, courseId), listSessions(db, courseId)])
  return (
    <>
      <PageHead title={course.name} trail={[{ label: 'Courses', href: '/' }]} description={course.code || undefined} />
      <CourseRoom course={course} people={people} sessions={sessions} />
    </>
  )
}
