import { CalendarDays, UsersRound } from 'lucide-react'
import Link from 'next/link'
import type { CourseSummary } from '@/lib/protocol/course-view'
import { LocalTime } from '@/components/shell/local-time'

export function CourseList({ courses }: { courses: readonly CourseSummary[] }) {
  return (
    <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
      {courses.map((course) => (
        <li
          key={course.id}
          className="relative rounded-lg border border-line bg-surface p-5 shadow-card transition-colors duration-150 hover:bg-hover"
        >
          <h2 className="text-lg break-words">
            {/* The whole card is the link's target; its name stays the course's. */}
            <Link href={`/courses/${course.id}`} className="rounded-sm after:absolute after:inset-0 after:rounded-lg">
              {course.name}
            </Link>
          </h2>
          <p className="min-h-5 text-sm text-ink-faint">{course.code}</p>
          <dl className="mt-4 flex flex-wrap gap-x-5 gap-y-1 text-sm text-ink-soft">
            <div className="flex items-center gap-1.5">
              <UsersRound aria-hidden className="size-4" />
              <dt className="sr-only">People</dt>
              <dd>{course.peopleCount === 1 ? '1 person' : `${course.peopleCount} people`}</dd>
            </div>
            <div className="flex items-center gap-1.5">
              <CalendarDays aria-hidden className="size-4" />
              <dt className="sr-only">Sessions</dt>
              <dd>
                {course.sessionCount === 1 ? '1 session' : `${course.sessionCount} sessions`}
                {course.lastSessionAt !== null && (
                  <>
                    , last <LocalTime iso={course.lastSessionAt} withTime={false} />
                  </>
                )}
              </dd>
            </div>
          </dl>
        </li>
      ))}
    </ul>
  )
}
