import type { Db } from './db'
import { randomName } from './new-id'

/** What somebody did that others may one day ask about. `about` holds ids only, never a name. */
export type AuditAction =
  | 'account-created'
  | 'course-deleted'
  | 'session-deleted'
  | 'person-erased'
  | 'photo-deleted'
  | 'mark-overridden'
  | 'device-trusted'
  | 'device-distrusted'

export async function recordAudit(
  db: Db,
  { userId, action, about }: { readonly userId: string; readonly action: AuditAction; readonly about: string },
): Promise<void> {
  await db.auditEvent.create({ data: { id: randomName(), userId, action, about } })
}
