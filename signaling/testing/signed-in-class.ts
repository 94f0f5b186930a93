import { createAuth } from '../../lib/server/auth'
import { openDatabase } from '../../lib/server/db'
import { readModelVersion } from '../../lib/server/model-version'
import { sealDescriptor } from '../../lib/server/roster'
import { createFirstUser } from '../../lib/server/users'
import { CODE, createTestData, SESSION, testVault } from './test-grid'

const ACCOUNT = { name: 'Teacher', email: 'real@example.org', password: 'long-enough-a-password' }

/** A data folder for a whole coordinator. */
export interface SignedInClass {
  readonly dir: string
  /** The database. */
  readonly file: string
  /** Signs the teacher in. */
  readonly cookie: string
  readonly remove: () => void
}

/** One course with one session, its teacher, and people as they were enrolled. */
export async function createSignedInClass(
  people: readonly { readonly personId: string; readonly photos: readonly Float32Array[] }[],
): Promise<SignedInClass> {
  const data = await createTestData()
  const db = openDatabase(data.file)
  await db.user.deleteMany()
  const created = await createFirstUser(db, ACCOUNT)
  if (!created.ok) throw new Error(created.problem)
  const ownerId = created.value.userId
  await db.course.create({ data: { id: 'c', name: 'Course', ownerId } })
  await db.classSession.create({ data: { id: SESSION, courseId: 'c', title: 'Lecture', heldAt: new Date(0) } })
  await db.joinCode.create({ data: { code: CODE, sessionId: SESSION, expiresAt: new Date(Date.now() + 3_600_000) } })
  for (const { personId, photos } of people) {
    await db.person.create({ data: { id: personId, number: personId, name: personId, ownerId } })
    await db.enrolment.create({ data: { courseId: 'c', personId } })
    for (const [index, photo] of photos.entries()) {
      const id = `${personId}-${index}`
      await db.faceTemplate.create({
        data: {
          ...{ id, personId, quality: 0.9, qualityParts: '{}', photoHash: id, fileName: 'a.jpg', blobKey: id },
          ...{ descriptor: sealDescriptor(testVault, id, photo), modelVersion: readModelVersion() },
        },
      })
    }
  }
  const secret = testVault.secretFor('sign-in cookie')
  const auth = createAuth({ db, secret, isHttps: false, signInTries: 10, onTrouble: () => undefined })
  const { email, password } = ACCOUNT
  const response = await auth.api.signInEmail({ body: { email, password }, asResponse: true })
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  await db.$disconnect()
  return { ...data, cookie }
}
