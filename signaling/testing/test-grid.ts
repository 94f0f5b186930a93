import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import type { JobId, SessionId } from '../../lib/core/ids'
import type { Policy } from '../../lib/core/scheduling/policy'
import { FACULTY_NAMESPACE } from '../../lib/protocol/faculty'
import { createDiskBlobs } from '../../lib/server/blob-store'
import { openDatabase } from '../../lib/server/db'
import { migrate } from '../../lib/server/migrate'
import { createVault } from '../../lib/server/vault'
import { systemClock } from '../clock'
import { createGrid, type Grid } from '../grid'
import { roomOf } from '../handlers/faculty'
import { createWebServer, listen } from '../http-listener'
import { createMetrics } from '../metrics'
import { closeSockets, createSockets } from '../sockets'

/** A coordinator on a real port and a database of its own, without Next; whoever sends `user=ID` as cookie is signed in. */
export interface TestGrid {
  readonly url: string
  readonly grid: Grid
  readonly db: ReturnType<typeof openDatabase>
  readonly refreshed: readonly JobId[]
  readonly framesDeletedOf: readonly JobId[]
  /** Ends it as a kill would: nothing is told to anybody, nothing is waited for. The data stays. */
  kill(): Promise<void>
  stop(): Promise<void>
}

export const TEACHER = 'teacher'
export const OTHER_TEACHER = 'other-teacher'
export const SESSION = 'session-1' as SessionId
export const OTHER_SESSION = 'session-2' as SessionId
export const CODE = 'BCDFGH'
export const OTHER_CODE = 'JKMNPQ'
export const MODEL_VERSION = 'test-models-1'

const KEY = Buffer.alloc(32, 7)
export const testVault = createVault(KEY)

/** A data folder for one test, with two teachers who have a course and a session each. */
export async function createTestData(): Promise<{ dir: string; file: string; remove: () => void }> {
  const dir = mkdtempSync(join(tmpdir(), 'muster-signaling-'))
  const file = join(dir, 'muster.db')
  mkdirSync(join(dir, 'keys'))
  writeFileSync(join(dir, 'keys', 'vault.key'), KEY.toString('hex'))
  migrate(file)
  const db = openDatabase(file)
  const cases = [
    { owner: TEACHER, sessionId: SESSION, code: CODE },
    { owner: OTHER_TEACHER, sessionId: OTHER_SESSION, code: OTHER_CODE },
  ]
  for (const { owner, sessionId, code } of cases) {
    await db.user.create({ data: { id: owner, name: owner, email: `${owner}@example.org` } })
    await db.course.create({ data: { id: `course-of-${owner}`, name: 'Course', ownerId: owner } })
    await db.classSession.create({
      data: { id: sessionId, courseId: `course-of-${owner}`, title: 'Lecture', heldAt: new Date() },
    })
    await db.joinCode.create({ data: { code, sessionId, expiresAt: new Date(Date.now() + 3_600_000) } })
  }
  await db.$disconnect()
  return { dir, file, remove: () => rmSync(dir, { recursive: true, force: true }) }
}

export async function startTestGrid(dir: string, { policy }: { policy?: Policy } = {}): Promise<TestGrid> {
  const db = openDatabase(join(dir, 'muster.db'))
  const refreshed: JobId[] = []
  const framesDeletedOf: JobId[] = []
  const server = createWebServer(null, (_, response) => response.end('a page'))
  const grid = createGrid({
    ...(policy ? { policy } : {}),
    ...{
      clock: systemClock,
      db,
      vault: testVault,
      blobs: createDiskBlobs(join(dir, 'blobs')),
      metrics: createMetrics(),
      modelVersion: MODEL_VERSION,
    },
    log: pino({ level: process.env.MUSTER_TEST_LOG ?? 'silent' }),
    register: {
      refresh: async (jobId) => {
        refreshed.push(jobId)
        return []
      },
      deleteFrames: async (jobId) => void framesDeletedOf.push(jobId),
    },
    showView: (sessionId, draw) =>
      void sockets.of(FACULTY_NAMESPACE).to(roomOf(sessionId)).emit('session:view', draw()),
    showReportChanged: (sessionId) =>
      void sockets.of(FACULTY_NAMESPACE).to(roomOf(sessionId)).emit('report:changed', { sessionId }),
  })
  const sockets = createSockets(server, {
    ...grid,
    iceServers: [],
    modelVersion: MODEL_VERSION,
    findUser: async ({ cookie }) => {
      const userId = /user=([\w-]+)/.exec(cookie ?? '')?.[1]
      return userId ? { userId } : null
    },
    ownsSession: async (userId, sessionId) =>
      (await db.classSession.count({ where: { id: sessionId, course: { ownerId: userId } } })) > 0,
  })
  await grid.recover()
  const port = await listen(server, { host: '127.0.0.1', port: 0 })
  const close = async (): Promise<void> => {
    await closeSockets(sockets, server, 0)
    await db.$disconnect()
  }
  return {
    ...{ url: `http://127.0.0.1:${port}`, grid, db, refreshed, framesDeletedOf },
    kill: close,
    stop: async () => {
      await grid.stop()
      await close()
    },
  }
}
