import type { IncomingMessage, Server as HttpServer } from 'node:http'
import { type Namespace, Server, type Socket } from 'socket.io'
import { FACULTY_NAMESPACE, FacultyAuth } from '../lib/protocol/faculty'
import type { RefusalReason } from '../lib/protocol/unread'
import { PROTOCOL_VERSION } from '../lib/protocol/version'
import { VOLUNTEER_NAMESPACE, VolunteerAuth } from '../lib/protocol/volunteer'
import { refuseHelper } from '../lib/server/admission'
import { hashDeviceKey } from '../lib/server/devices'
import { findSessionByCode } from '../lib/server/join-codes'
import { FACULTY_EVENTS, type FacultyServices, type FacultySocket, serveFaculty } from './handlers/faculty'
import { createGate } from './handlers/gate'
import type { Reading } from './handlers/read'
import { serveVolunteer, VOLUNTEER_EVENTS, type VolunteerServices, type VolunteerSocket } from './handlers/volunteer'
import type { RateLimit } from './rate-limit'

/** How the server recognises who is signed in: by the cookie of the request that opened the connection. */
export type FindUser = (headers: IncomingMessage['headers']) => Promise<{ readonly userId: string } | null>

export interface SocketServices extends VolunteerServices, FacultyServices {
  readonly findUser: FindUser
}

/** The largest report there can be: MAX_FRAMES_PER_UNIT frames of a crowd. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024
// Together: a connection that falls silent is gone after 5 s at the latest (DESIGN §4.1).
const PING_EVERY_MS = 2_000
const PONG_WITHIN_MS = 3_000

/** A worker tells its state each second and each lease takes a few events; ICE candidates come in bursts. */
const VOLUNTEER_LIMIT: RateLimit = { perSecond: 60, burst: 300 }
/** A feeder offers as fast as it decodes, and answers the signals of a whole class. */
const FACULTY_LIMIT: RateLimit = { perSecond: 300, burst: 2_000 }

export function createSockets(server: HttpServer, services: SocketServices): Server {
  const { floor } = services
  const io = new Server(server, {
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    pingInterval: PING_EVERY_MS,
    pingTimeout: PONG_WITHIN_MS,
    connectTimeout: 10_000,
    serveClient: false,
    // Upgrades that are not ours are the site's (server.ts hands them on).
    destroyUpgrade: false,
    allowRequest: (request, decide) => decide(null, isSameOrigin(request)),
  })
  const reading: Reading = {
    metrics: floor.metrics,
    onBroken: (event, error) => floor.log.error({ event, err: error }, 'an event could not be handled'),
  }
  const gate = (events: ReadonlySet<string>, limit: RateLimit, hangUp: () => void) =>
    createGate({ clock: floor.clock, metrics: floor.metrics, events, limit, hangUp })

  // Socket.IO types one event map for all namespaces; ours differ, and what a peer sends is unread in both.
  const volunteers = io.of(VOLUNTEER_NAMESPACE) as unknown as NamespaceOf<VolunteerSocket>
  const faculty = io.of(FACULTY_NAMESPACE) as unknown as NamespaceOf<FacultySocket>
  volunteers
    .use((socket, next) => void admit(next, () => admitVolunteer(socket, services)))
    .on('connection', (socket) => {
      socket.use(gate(VOLUNTEER_EVENTS, VOLUNTEER_LIMIT, () => socket.disconnect(true)))
      serveVolunteer(socket, services, reading)
    })
  faculty
    .use((socket, next) => void admit(next, () => admitFaculty(socket, services)))
    .on('connection', (socket) => {
      socket.use(gate(FACULTY_EVENTS, FACULTY_LIMIT, () => socket.disconnect(true)))
      serveFaculty(socket, services, reading)
    })
  return io

  /** Lets a connection in, or tells it why not: the reason is the message of the client's `connect_error`. */
  async function admit(next: (error?: Error) => void, check: () => Promise<RefusalReason | null>): Promise<void> {
    const refusal = await check().catch((error: unknown): RefusalReason => {
      reading.onBroken('connect', error)
      return 'unavailable'
    })
    if (refusal) floor.metrics.refusedEvents.inc({ event: 'connect', reason: refusal })
    next(refusal ? new Error(refusal) : undefined)
  }
}

/**
 * Hangs up politely, so that what was told last still arrives, and closes the HTTP server that the sockets came through.
 * Answers in progress may end within `graceMs`.
 */
export async function closeSockets(io: Server, server: HttpServer, graceMs: number): Promise<void> {
  for (const name of [VOLUNTEER_NAMESPACE, FACULTY_NAMESPACE]) io.of(name).disconnectSockets(true)
  const cut = setTimeout(() => server.closeAllConnections(), graceMs)
  await io.close()
  clearTimeout(cut)
}

type NamespaceOf<Connection> =
  Connection extends Socket<infer In, infer Out, infer Between, infer Identity>
    ? Namespace<In, Out, Between, Identity>
    : never

async function admitVolunteer(socket: VolunteerSocket, services: SocketServices): Promise<RefusalReason | null> {
  const auth = VolunteerAuth.safeParse(socket.handshake.auth)
  if (!auth.success) return 'malformed'
  const sessionId = await findSessionByCode(services.floor.db, auth.data.code, services.floor.clock.now())
  if (!sessionId) return 'not-found'
  const user = socket.handshake.headers.cookie ? await services.findUser(socket.handshake.headers) : null
  const isOwner = user !== null && (await services.ownsSession(user.userId, sessionId))
  const keyHash = hashDeviceKey(auth.data.deviceKey)
  const refusal = await refuseHelper(services.floor.db, { sessionId, keyHash, isSignedIn: user !== null, isOwner })
  if (refusal) return refusal
  Object.assign(socket.data, { sessionId, keyHash, isOwner })
  return null
}

async function admitFaculty(socket: FacultySocket, services: SocketServices): Promise<RefusalReason | null> {
  const auth = FacultyAuth.safeParse(socket.handshake.auth)
  if (!auth.success) return 'malformed'
  if (auth.data.protocolVersion !== PROTOCOL_VERSION) return 'protocol-mismatch'
  const user = await services.findUser(socket.handshake.headers)
  if (!user) return 'not-signed-in'
  Object.assign(socket.data, { userId: user.userId })
  return null
}

/** Browsers let any page open a WebSocket to us, cookies and all; only our own pages may. Programs send no origin. */
function isSameOrigin({ headers }: IncomingMessage): boolean {
  if (headers.origin === undefined) return true
  return URL.canParse(headers.origin) && new URL(headers.origin).host === headers.host
}
