import type { Socket } from 'socket.io'
import { brand, type LeaseId, type SessionId, type WorkerId } from '../../lib/core/ids'
import { UnitReport } from '../../lib/protocol/report'
import { SignalOut } from '../../lib/protocol/signal'
import type { Answer, Unread } from '../../lib/protocol/unread'
import { PROTOCOL_VERSION } from '../../lib/protocol/version'
import {
  type FromVolunteer,
  type IceServer,
  MAX_NAME_LENGTH,
  LeaseName,
  type ToVolunteer,
  UnitFailed,
  UnitProgress,
  WorkerHello,
  WorkerLeaving,
  WorkerState,
} from '../../lib/protocol/volunteer'
import { seeDevice } from '../../lib/server/devices'
import { newId } from '../../lib/server/new-id'
import { type ConnectedWorker, emptyTally, SILENT_STATE, type WorkerLink } from '../connected-worker'
import { type Floor, workersOfSession } from '../floor'
import type { Relay } from '../relay'
import type { ReportDesk } from '../report-desk'
import * as desk from '../worker-desk'
import { answering, hearing, type Reading, refuse } from './read'

/** What the connection itself proves of a volunteer (sockets.ts): nothing of it comes from a message. */
export interface VolunteerIdentity {
  readonly sessionId: SessionId
  readonly keyHash: string
  /** Signed in, in this browser, as the session's owner. */
  readonly isOwner: boolean
}

export type VolunteerSocket = Socket<Unread<FromVolunteer>, ToVolunteer, Record<string, never>, VolunteerIdentity>

export interface VolunteerServices {
  readonly floor: Floor
  readonly reports: ReportDesk
  readonly relay: Relay
  readonly iceServers: readonly IceServer[]
  /** Null when this server has no models, as in tests: then any version will do. */
  readonly modelVersion: string | null
}

export const VOLUNTEER_EVENTS: ReadonlySet<string> = new Set<keyof FromVolunteer>([
  'worker:hello',
  'worker:state',
  'worker:leaving',
  'lease:returned',
  'unit:started',
  'unit:progress',
  'unit:report',
  'unit:failed',
  'signal:send',
])

export function serveVolunteer(socket: VolunteerSocket, services: VolunteerServices, reading: Reading): void {
  const { floor, reports, relay } = services
  let self: { readonly type: 'unknown' | 'greeting' | 'gone' } | { readonly type: 'known'; worker: ConnectedWorker } = {
    type: 'unknown',
  }
  const worker = (): ConnectedWorker | null => (self.type === 'known' ? self.worker : null)

  async function greet(hello: WorkerHello): Promise<Answer<{ workerId: string; iceServers: readonly IceServer[] }>> {
    if (self.type !== 'unknown') return refuse('wrong-state')
    if (hello.protocolVersion !== PROTOCOL_VERSION) return refuse('protocol-mismatch')
    if (services.modelVersion !== null && hello.modelVersion !== services.modelVersion) return refuse('model-mismatch')
    if (hello.isLocal && !socket.data.isOwner) return refuse('not-signed-in')
    self = { type: 'greeting' }
    const joined = await introduce(services.floor, socket, hello)
    // The connection may have ended while the database looked the device up.
    if (!joined || !socket.connected) {
      self = { type: 'gone' }
      return refuse('unavailable')
    }
    self = { type: 'known', worker: joined }
    desk.join(floor, joined)
    return { ok: true, value: { workerId: joined.workerId, iceServers: services.iceServers } }
  }

  function leave(how: 'left' | 'lost'): void {
    const leaving = worker()
    self = { type: 'gone' }
    if (leaving) desk.leave(floor, leaving.workerId, how)
  }

  socket.on('worker:hello', answering(reading, 'worker:hello', WorkerHello, greet))
  socket.on(
    'worker:state',
    hearing(reading, 'worker:state', WorkerState, (state) => {
      const known = worker()
      return known ? desk.hearState(floor, known, state) : 'wrong-state'
    }),
  )
  socket.on(
    'worker:leaving',
    hearing(reading, 'worker:leaving', WorkerLeaving, ({ reason }) => {
      const known = worker()
      if (!known) return 'wrong-state'
      if (reason === 'stopped' || reason === 'page-closed') return leave('left')
      return desk.pause(floor, known, reason)
    }),
  )
  socket.on(
    'lease:returned',
    hearing(reading, 'lease:returned', LeaseName, ({ leaseId }) => {
      const known = worker()
      return known ? desk.hearReturned(floor, known, floor.audits.inside(brand<LeaseId>(leaseId))) : 'wrong-state'
    }),
  )
  socket.on(
    'unit:started',
    hearing(reading, 'unit:started', LeaseName, ({ leaseId }) => {
      const known = worker()
      return known ? desk.hearStarted(floor, known, floor.audits.inside(brand<LeaseId>(leaseId))) : 'wrong-state'
    }),
  )
  socket.on(
    'unit:progress',
    hearing(reading, 'unit:progress', UnitProgress, ({ leaseId, framesDone }) => {
      const known = worker()
      return known
        ? desk.hearProgress(floor, known, floor.audits.inside(brand<LeaseId>(leaseId)), framesDone)
        : 'wrong-state'
    }),
  )
  socket.on(
    'unit:failed',
    hearing(reading, 'unit:failed', UnitFailed, ({ leaseId, reason }) => {
      const known = worker()
      return known ? desk.hearFailed(floor, known, floor.audits.inside(brand<LeaseId>(leaseId)), reason) : 'wrong-state'
    }),
  )
  socket.on(
    'unit:report',
    answering(reading, 'unit:report', UnitReport, (report): Answer | Promise<Answer> => {
      const known = worker()
      return known ? reports.take(known, report) : refuse('wrong-state')
    }),
  )
  socket.on(
    'signal:send',
    hearing(reading, 'signal:send', SignalOut, (signal) => {
      const known = worker()
      return known ? relay.fromWorker(known, signal) : 'wrong-state'
    }),
  )
  socket.on('disconnect', () => leave('lost'))
}

/** Finds the device behind the connection and makes this connection's worker of it; null for one that was shut out. */
async function introduce(floor: Floor, socket: VolunteerSocket, hello: WorkerHello): Promise<ConnectedWorker | null> {
  const { keyHash, sessionId } = socket.data
  const { name, backend, numericClass } = hello
  const device = await seeDevice(floor.db, { keyHash, name, backend, numericClass, at: floor.clock.now() })
  if (device.trust === 'blocked') return null
  return {
    ...{ sessionId, deviceId: device.deviceId, workerId: newId<WorkerId>() },
    ...{ joinedAt: floor.clock.now(), activeSince: floor.clock.now() },
    hello: { ...hello, name: distinctName(hello.name, namesIn(floor, sessionId)) },
    isTrusted: hello.isLocal || device.trust === 'trusted',
    isBarred: false,
    reputation: device.reputation,
    link: linkTo(socket),
    state: SILENT_STATE,
    pausedBy: new Set(),
    restsUntil: null,
    ...{ standsBy: false, isOnStandby: false },
    breakUntil: null,
    tally: emptyTally(),
  }
}

const namesIn = (floor: Floor, sessionId: SessionId): ReadonlySet<string> =>
  new Set(workersOfSession(floor, sessionId).map((worker) => worker.hello.name))

/** A class has twenty phones of one kind: the second "Chrome on Android" is "Chrome on Android 2". */
export function distinctName(name: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? '' : ` ${number}`
    const candidate = `${name.slice(0, MAX_NAME_LENGTH - suffix.length)}${suffix}`
    if (!taken.has(candidate)) return candidate
  }
}

const linkTo = (socket: VolunteerSocket): WorkerLink => ({
  // Each name goes with its own payload; the compiler can't see that through a generic name.
  tell: (name, payload) => void socket.emit(name, ...([payload] as Parameters<ToVolunteer[typeof name]>)),
  hangUp: () => void socket.disconnect(true),
})
