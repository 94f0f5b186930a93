import { randomInt } from 'node:crypto'
import { after, type Instant, type SessionId } from '../core/ids'
import { isUniqueViolation, type Db } from './db'

/** No I, L, O (look like digits), no vowels (so that no code is a word), no V beside W. */
const LETTERS = 'BCDFGHJKMNPQRSTWXYZ'
const LENGTH = 6
const HOUR_MS = 3_600_000

export interface JoinCode {
  readonly code: string
  readonly expiresAt: Instant
}

/** The session's code for the room. The same one as long as it lives for another hour, else a new one. */
export async function ensureJoinCode(
  db: Db,
  { sessionId, at, hours }: { readonly sessionId: SessionId; readonly at: Instant; readonly hours: number },
): Promise<JoinCode> {
  const current = await db.joinCode.findFirst({
    where: { sessionId, expiresAt: { gt: new Date(at + Math.min(1, hours / 2) * HOUR_MS) } },
    orderBy: { expiresAt: 'desc' },
  })
  if (current) return { code: current.code, expiresAt: current.expiresAt.getTime() as Instant }
  const expiresAt = after(at, hours * HOUR_MS)
  const code = Array.from({ length: LENGTH }, () => LETTERS.charAt(randomInt(LETTERS.length))).join('')
  try {
    await db.joinCode.create({ data: { code, sessionId, createdAt: new Date(at), expiresAt: new Date(expiresAt) } })
    return { code, expiresAt }
  } catch (error) {
    // Taken, one chance in 47 million per living code: draw again.
    if (isUniqueViolation(error)) return ensureJoinCode(db, { sessionId, at, hours })
    throw error
  }
}

/** As typed by a person on a phone: any case, with blanks or a dash. */
export const normaliseJoinCode = (typed: string): string => typed.toUpperCase().replace(/[^A-Z0-9]/g, '')

/** Which session a code opens; null when there is no such code or its time is over. */
export async function findSessionByCode(db: Db, typed: string, at: Instant): Promise<SessionId | null> {
  const row = await db.joinCode.findUnique({ where: { code: normaliseJoinCode(typed) } })
  return row && row.expiresAt.getTime() > at ? (row.sessionId as SessionId) : null
}
