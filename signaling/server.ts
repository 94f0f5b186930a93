import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { JobId } from '../lib/core/ids'
import type { FrameRef } from '../lib/core/trust/event'
import { FACULTY_NAMESPACE } from '../lib/protocol/faculty'
import { findSignedIn } from '../lib/server/auth'
import { getBlobs } from '../lib/server/blob-store'
import { type Config, readConfig, setConfig } from '../lib/server/config'
import { setCoordinatorPort } from '../lib/server/coordinator-port'
import { openDatabaseWith, setDatabase } from '../lib/server/db'
import { lanAddresses } from '../lib/server/lan-address'
import { logOf } from '../lib/server/log'
import { migrate } from '../lib/server/migrate'
import { readModelVersion } from '../lib/server/model-version'
import { forgetProcessWide } from '../lib/server/process-wide'
import { readFrame } from '../lib/server/payloads'
import { drawMarks, refreshRegister } from '../lib/server/register'
import { deleteFrames, deleteOrphanedFrames } from '../lib/server/retention'
import { ownsSession } from '../lib/server/sessions'
import { hasUsers } from '../lib/server/users'
import { setupToken } from '../lib/server/setup-token'
import { setRollThread } from '../lib/server/roll-thread'
import { ThreadedSqlite } from '../lib/server/sqlite-thread'
import { createRollThread } from '../lib/server/start-roll-thread'
import { getVault, loadKey } from '../lib/server/vault'
import { setWitness } from '../lib/server/witness'
import { announcement } from './announce'
import { systemClock } from './clock'
import { createGrid } from './grid'
import { roomOf } from './handlers/faculty'
import { createWebServer, listen } from './http-listener'
import { createMetrics } from './metrics'
import { runAsProgram } from './program'
import { createNextSite, type Site } from './site'
import { closeSockets, createSockets } from './sockets'
import { createWitnessThread } from './witness-thread'

export interface RunningServer {
  readonly port: number
  /** As seen from this machine. */
  readonly url: string
  /** What a person at the terminal should read. */
  readonly announcement: string
  /** Stops taking work, lets writes land, closes. May be called twice. */
  stop(): Promise<void>
}

export interface ServerOptions {
  /** 0 takes a free one. Whatever is not given comes from the environment. */
  readonly port?: number
  readonly host?: string
  readonly dataDir?: string
  readonly logLevel?: Config['logLevel']
  readonly audits?: 'on' | 'off'
  /** What answers HTTP beside the sockets; Next unless told otherwise. */
  readonly createSite?: (config: Config) => Promise<Site>
}

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
/** How long answers in progress may take once the server stops. */
const CLOSING_GRACE_MS = 2_000

/** Migrates, takes up unfinished jobs, serves. One at a time in a process: Next's routes find it by the process. */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  forgetProcessWide()
  const config = configure(options)
  migrate(config.databaseFile)
  const log = logOf('coordinator')
  const db = openDatabaseWith(new ThreadedSqlite({ file: config.databaseFile }), config.databaseFile)
  setDatabase(db)
  const [blobs, vault] = [getBlobs(), getVault()]
  const rollThread = createRollThread({ databaseFile: config.databaseFile, key: loadKey(config.keyFile) })
  setRollThread(rollThread)
  const witness = createWitnessThread()
  setWitness(witness)
  await deleteOrphanedFrames({ db, blobs })

  const site = await (options.createSite ?? createSite)(config)
  const server = createWebServer(config.tls, site.handle)
  server.on('upgrade', (request, socket, head) => {
    if (!request.url?.startsWith('/socket.io/')) site.upgrade(request, socket, head)
  })
  const watchersOf = (sessionId: string) => sockets.of(FACULTY_NAMESPACE).to(roomOf(sessionId))
  const grid = createGrid({
    ...{ clock: systemClock, db, vault, blobs, log, metrics: createMetrics(), modelVersion: readModelVersion() },
    register: {
      refresh: (jobId) => refreshRegister({ db, vault, blobs }, jobId),
      deleteFrames: (jobId) => deleteFrames({ db, blobs }, jobId),
    },
    ...(config.hasAudits
      ? {
          trust: {
            drawMarks: (jobId: JobId) => drawMarks({ db, vault, blobs }, jobId),
            readFrame: (ref: FrameRef) => readFrame({ db, blobs }, ref),
          },
        }
      : {}),
    showView: (sessionId, draw) => {
      if (sockets.of(FACULTY_NAMESPACE).adapter.rooms.has(roomOf(sessionId)))
        watchersOf(sessionId).emit('session:view', draw())
    },
    showReportChanged: (sessionId) => void watchersOf(sessionId).emit('report:changed', { sessionId }),
  })
  const sockets = createSockets(server, {
    ...grid,
    findUser: findSignedIn,
    ownsSession: (userId, sessionId) => ownsSession(db, userId, sessionId),
    iceServers: config.iceServers,
    modelVersion: readModelVersion(),
  })
  const recovered = await grid.recover()
  const port = await listen(server, config)
  setConfig({ ...config, port })
  setCoordinatorPort(grid.port)
  log.info({ port, recoveredJobs: recovered.length }, 'listening')

  async function stop(): Promise<void> {
    log.info('stopping')
    await grid.stop()
    setCoordinatorPort(null)
    await closeSockets(sockets, server, CLOSING_GRACE_MS)
    await site.stop()
    await Promise.all([rollThread.stop(), witness.stop()])
    await db.$disconnect()
    log.info('stopped')
  }
  let stopping: Promise<void> | null = null
  const addresses = addressesOf(config, port)
  return {
    port,
    url: addresses.localUrl,
    announcement: announcement({ ...addresses, setupToken: (await hasUsers(db)) ? null : setupToken() }),
    stop: () => (stopping ??= stop()),
  }
}

function configure({ port, host, dataDir, logLevel, audits }: ServerOptions): Config {
  const given = {
    ...{ PORT: port?.toString(), HOST: host, MUSTER_DATA_DIR: dataDir, MUSTER_LOG_LEVEL: logLevel },
    MUSTER_AUDITS: audits,
  }
  const told = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const config = readConfig({ ...process.env, ...told })
  setConfig(config)
  return config
}

const createSite = ({ isDev, host, port }: Config): Promise<Site> =>
  createNextSite({ dir: ROOT, isDev, hostname: host, port })

function addressesOf({ tls, host, publicUrl }: Config, port: number) {
  const at = (name: string) => `${tls ? 'https' : 'http'}://${name}:${port}`
  const isOpen = host === '0.0.0.0' || host === '::'
  const lanUrls = isOpen ? lanAddresses().map(at) : []
  return { localUrl: at('localhost'), lanUrls: publicUrl ? [publicUrl] : lanUrls }
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await runAsProgram(startServer)
}
