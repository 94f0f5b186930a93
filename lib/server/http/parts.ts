import { getBlobs } from '../blob-store'
import { getCoordinatorPort } from '../coordinator-port'
import { getDatabase } from '../db'
import { getVault } from '../vault'
import type { SessionId } from '../../core/ids'

/** What route handlers work with: the process's own. */
export const getParts = () => ({
  db: getDatabase(),
  vault: getVault(),
  blobs: getBlobs(),
  closeSession: async (sessionId: SessionId) => getCoordinatorPort()?.closeSession(sessionId),
})
