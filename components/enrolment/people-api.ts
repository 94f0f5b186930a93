import { z } from 'zod'
import type { Box, FaceQuality } from '@/lib/core/recognition/face'
import { PersonView } from '@/lib/protocol/course-view'
import { Nothing, request } from '@/components/shell/api-client'

export interface PersonDetails {
  readonly number: string
  readonly name: string
  readonly email: string | null
}

/** What the engine made of a photo; the coordinator keeps it with the picture. */
export interface EnrolledFace {
  readonly descriptor: readonly number[]
  readonly quality: FaceQuality
  readonly box: Box
  readonly modelVersion: string
}

/** What saving answers: `isNew` tells what an undo may take back. */
const Saved = z.object({ id: z.string(), isNew: z.boolean() })
export type Saved = z.infer<typeof Saved>

/** Safe to repeat: a person is told by the number, so the same one is found again. */
export const savePerson = (courseId: string, person: PersonDetails) =>
  request(Saved, `/api/v1/courses/${courseId}/people`, { method: 'POST', body: withoutNull(person) })

export const changePerson = (personId: string, person: PersonDetails) =>
  request(Nothing, `/api/v1/people/${personId}`, { method: 'PATCH', body: person })

export const deletePerson = (personId: string) => request(Nothing, `/api/v1/people/${personId}`, { method: 'DELETE' })

export const listPeople = (courseId: string) => request(z.array(PersonView), `/api/v1/courses/${courseId}/people`)

/** Safe to repeat: a photo is told by its bytes. */
export function savePhoto(personId: string, photo: File, face: EnrolledFace) {
  const form = new FormData()
  form.set('photo', photo, photo.name)
  form.set('face', JSON.stringify(face))
  return request(Saved, `/api/v1/people/${personId}/photos`, { method: 'POST', body: form })
}

export const deletePhoto = (photoId: string, { isParting = false } = {}) =>
  request(Nothing, `/api/v1/photos/${photoId}`, { method: 'DELETE', isParting })

const withoutNull = ({ email, ...rest }: PersonDetails) => (email === null ? rest : { ...rest, email })
