import { io, type Socket } from 'socket.io-client'
import { type FrameResult, packFrames } from '../../lib/protocol/report'
import type { Answer } from '../../lib/protocol/unread'
import { PROTOCOL_VERSION } from '../../lib/protocol/version'
import type { LeaseGranted, ShareOfWork, WorkerHello } from '../../lib/protocol/volunteer'
import { describeSynthetically } from './synthetic-faces'
import { MODEL_VERSION } from './test-grid'

/** A volunteer without an engine: it keeps the leases it is given until the test says what to do with them. */
export interface FakeVolunteer {
  readonly socket: Socket
  readonly workerId: string
  readonly granted: LeaseGranted[]
  readonly revoked: string[]
  readonly told: { name: string; payload: unknown }[]
  /** Resolves with the next lease that no one has taken from here yet. */
  nextLease(): Promise<LeaseGranted>
  report(lease: LeaseGranted, frames?: readonly FrameResult[]): Promise<Answer>
  /** Reports every lease at once, those to come as well. */
  workHonestly(): void
  share(): ShareOfWork | null
  /** Ends the connection without a word. */
  vanish(): void
  /** The connection stays, but nothing comes over it any more, as from a phone that went to sleep. */
  fallSilent(): void
}

export interface VolunteerOptions {
  readonly url: string
  readonly code: string
  readonly deviceKey?: string
  readonly hello?: Partial<WorkerHello>
  readonly cookie?: string
}

export const HELLO: WorkerHello = {
  protocolVersion: PROTOCOL_VERSION,
  modelVersion: MODEL_VERSION,
  name: 'Firefox on Android',
  backend: 'webgl',
  calibrationMs: 50,
  numericClass: 'test',
  isLocal: false,
}

export const ask = <Value = undefined>(socket: Socket, event: string, ...payload: unknown[]): Promise<Answer<Value>> =>
  socket.timeout(10_000).emitWithAck(event, ...payload) as Promise<Answer<Value>>

export function connectVolunteer({ url, code, deviceKey = crypto.randomUUID(), cookie }: VolunteerOptions): Socket {
  return io(`${url}/volunteer`, {
    ...{ auth: { code, deviceKey }, transports: ['websocket'], forceNew: true, reconnection: false },
    ...(cookie === undefined ? {} : { extraHeaders: { cookie } }),
  })
}

export async function joinAsVolunteer(options: VolunteerOptions): Promise<FakeVolunteer> {
  const socket = connectVolunteer(options)
  const granted: LeaseGranted[] = []
  const revoked: string[] = []
  const told: { name: string; payload: unknown }[] = []
  const fresh: LeaseGranted[] = []
  const waiting: ((lease: LeaseGranted) => void)[] = []
  let isHonest = false
  let share: ShareOfWork | null = null

  const report = (lease: LeaseGranted, frames: readonly FrameResult[] = describeSynthetically(lease.frames)) =>
    ask(socket, 'unit:report', { leaseId: lease.leaseId, ...packFrames(frames), workMs: 5, transport: 'http' })
  const workOn = (lease: LeaseGranted): void => {
    socket.emit('unit:started', { leaseId: lease.leaseId })
    // A connection that ends meanwhile is the test's own doing.
    report(lease).catch(() => undefined)
  }

  socket.on('lease:granted', (lease: LeaseGranted) => {
    granted.push(lease)
    if (isHonest) return workOn(lease)
    const next = waiting.shift()
    if (next) next(lease)
    else fresh.push(lease)
  })
  socket.on('lease:revoked', ({ leaseId }: { leaseId: string }) => revoked.push(leaseId))
  socket.on('work:share', (told: ShareOfWork) => (share = told))
  socket.onAny((name: string, payload: unknown) => told.push({ name, payload }))
  await connected(socket)
  const answer = await ask<{ workerId: string }>(socket, 'worker:hello', { ...HELLO, ...options.hello })
  if (!answer.ok) throw new Error(`hello was refused: ${answer.error}`)
  return {
    ...{ socket, workerId: answer.value.workerId, granted, revoked, told, report },
    nextLease: () => {
      const lease = fresh.shift()
      return lease ? Promise.resolve(lease) : new Promise((resolve) => waiting.push(resolve))
    },
    workHonestly: () => {
      isHonest = true
      fresh.splice(0).forEach(workOn)
    },
    share: () => share,
    vanish: () => socket.io.engine.close(),
    fallSilent: () => void Object.assign(socket.io.engine, { _sendPacket: () => undefined }),
  }
}

export const connected = (socket: Socket): Promise<void> =>
  new Promise((resolve, reject) => {
    if (socket.connected) return resolve()
    socket.once('connect', resolve)
    socket.once('connect_error', reject)
  })
