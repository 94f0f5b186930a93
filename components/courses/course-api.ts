import type { CourseView } from '@/lib/protocol/course-view'
import { Named, Nothing, request } from '@/components/shell/api-client'

export const createCourse = (course: { name: string; code: string }) =>
  request(Named, '/api/v1/courses', { method: 'POST', body: course })

/** Changing the policy marks every session of the course again, without recognising again. */
export const changeCourse = (
  courseId: string,
  change: Partial<Pick<CourseView, 'name' | 'code' | 'policy' | 'helpers'>>,
) => request(Nothing, `/api/v1/courses/${courseId}`, { method: 'PATCH', body: change })

export const deleteCourse = (courseId: string) => request(Nothing, `/api/v1/courses/${courseId}`, { method: 'DELETE' })

export const createSession = (courseId: string, session: { title: string; heldAt: string }) =>
  request(Named, `/api/v1/courses/${courseId}/sessions`, { method: 'POST', body: session })

export const deleteSession = (sessionId: string) =>
  request(Nothing, `/api/v1/sessions/${sessionId}`, { method: 'DELETE' })
