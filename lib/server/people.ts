import type { CourseId, PersonId } from '../core/ids'
import type { PersonView } from '../protocol/course-view'
import { fail, ok, type Result } from '../core/result'
import { isMissingRow, isUniqueViolation, type Database, type Db } from './db'
import { newId } from './new-id'

export interface PersonDetails {
  /** Registration number or slug; one per teacher. */
  readonly number: string
  readonly name: string
  readonly email: string | null
}

/** A course's people by number, numbers in it compared as numbers. */
export async function listPeople(db: Db, courseId: CourseId): Promise<PersonView[]> {
  const rows = await db.person.findMany({
    where: { enrolments: { some: { courseId } } },
    select: {
      id: true,
      number: true,
      name: true,
      email: true,
      templates: { select: { id: true, fileName: true, quality: true }, orderBy: { createdAt: 'asc' } },
    },
  })
  return rows
    .sort((one, two) => byNumber.compare(one.number, two.number))
    .map(({ templates, ...person }) => ({ ...person, photos: templates }))
}

/** The order of the register and the workbook: 9 before 10, A before b. */
export const byNumber = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** Enrols a person, or the one who has this number already, with the details as given now. Safe to repeat. */
export async function enrolPerson(
  db: Database,
  { ownerId, courseId }: { readonly ownerId: string; readonly courseId: CourseId },
  { number, name, email }: PersonDetails,
): Promise<PersonId> {
  return db.$transaction(async (tx) => {
    const { id } = await tx.person.upsert({
      where: { ownerId_number: { ownerId, number } },
      create: { id: newId<PersonId>(), ownerId, number, name, email },
      update: { name, email },
      select: { id: true },
    })
    await tx.enrolment.upsert({
      where: { courseId_personId: { courseId, personId: id } },
      create: { courseId, personId: id },
      update: {},
    })
    return id as PersonId
  })
}

/** Whether the teacher has somebody of this number, in whatever course. */
export const isNumberKnown = async (db: Db, ownerId: string, number: string): Promise<boolean> =>
  (await db.person.count({ where: { ownerId, number } })) > 0

export const ownsPerson = async (db: Db, ownerId: string, personId: PersonId): Promise<boolean> =>
  (await db.person.count({ where: { id: personId, ownerId } })) > 0

export interface PersonChange {
  readonly number?: string | undefined
  readonly name?: string | undefined
  readonly email?: string | null | undefined
}

export async function changePerson(
  db: Db,
  ownerId: string,
  personId: PersonId,
  { number, name, email }: PersonChange,
): Promise<Result<undefined, 'not-found' | 'number-taken'>> {
  try {
    await db.person.update({
      where: { id: personId, ownerId },
      data: {
        ...(number === undefined ? {} : { number }),
        ...(name === undefined ? {} : { name }),
        ...(email === undefined ? {} : { email }),
      },
      select: { id: true },
    })
    return ok(undefined)
  } catch (error) {
    if (isMissingRow(error)) return fail('not-found')
    if (isUniqueViolation(error)) return fail('number-taken')
    throw error
  }
}
