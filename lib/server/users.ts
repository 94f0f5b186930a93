import { hashPassword } from 'better-auth/crypto'
import { fail, ok, type Result } from '../core/result'
import type { Database, Db } from './db'
import { randomName } from './new-id'

export interface NewUser {
  readonly name: string
  readonly email: string
  readonly password: string
}

export const hasUsers = async (db: Db): Promise<boolean> => (await db.user.count({ take: 1 })) > 0

/** Makes the first account, in the form that better-auth signs in with. Refused once there is one. */
export async function createFirstUser(
  db: Database,
  { name, email, password }: NewUser,
): Promise<Result<{ readonly userId: string }, 'already-set-up'>> {
  const hashed = await hashPassword(password)
  const now = new Date()
  return db.$transaction(async (tx) => {
    if (await hasUsers(tx)) return fail('already-set-up')
    const userId = randomName()
    await tx.user.create({ data: { id: userId, name, email: email.toLowerCase(), createdAt: now, updatedAt: now } })
    await tx.authAccount.create({
      data: { id: randomName(), accountId: userId, providerId: 'credential', userId, password: hashed, updatedAt: now },
    })
    return ok({ userId })
  })
}
