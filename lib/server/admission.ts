import type { SessionId } from '../core/ids'
import { HelpersSchema } from '../protocol/course-view'
import type { Db } from './db'

/** Who asks to help, by what the connection itself proves. */
export interface Asking {
  readonly sessionId: SessionId
  readonly keyHash: string
  readonly isSignedIn: boolean
  /** The session's owner, whose own page may always help. */
  readonly isOwner: boolean
}

/** Whether the course lets this device help (AUTH-7); null when it does. An approved device may help wherever a code is needed. */
export async function refuseHelper(
  db: Db,
  { sessionId, keyHash, isSignedIn, isOwner }: Asking,
): Promise<'sign-in-needed' | 'approval-needed' | null> {
  if (isOwner) return null
  const session = await db.classSession.findUnique({
    where: { id: sessionId },
    select: { course: { select: { helpers: true } } },
  })
  const helpers = HelpersSchema.parse(session?.course.helpers ?? 'approved')
  if (helpers === 'anyone' || (helpers === 'signed-in' && isSignedIn)) return null
  const device = await db.workerDevice.findUnique({ where: { keyHash }, select: { trust: true } })
  if (device?.trust === 'trusted') return null
  return helpers === 'signed-in' ? 'sign-in-needed' : 'approval-needed'
}
