import { io, type Socket } from 'socket.io-client'
import { FACULTY_NAMESPACE, type FromFaculty, type ToFaculty } from '../protocol/faculty'
import type { Answer, RefusalReason, Unread } from '../protocol/unread'
import { PROTOCOL_VERSION } from '../protocol/version'

/** How a request ended: what the coordinator said, or that it said nothing in time. Repeating a request is harmless. */
export type Reply<Value> = Answer<Value, RefusalReason | 'no-answer'>

export type LinkState =
  | { readonly phase: 'connecting' }
  | { readonly phase: 'open' }
  /** It was open; it comes back by itself. */
  | { readonly phase: 'lost' }
  /** It won't come back by itself: sign in again, or reload a page older than the coordinator. */
  | { readonly phase: 'refused'; readonly reason: 'not-signed-in' | 'protocol-mismatch' }

type Request = {
  [Name in keyof FromFaculty]: Parameters<FromFaculty[Name]> extends [
    infer Payload,
    (answer: Answer<infer Value>) => void,
  ]
    ? { readonly payload: Payload; readonly value: Value }
    : never
}
type RequestName = { [Name in keyof Request]: Request[Name] extends never ? never : Name }[keyof Request]

/** Long enough for a coordinator on a busy laptop; after it the request may be sent again. */
const ANSWER_WITHIN_MS = 10_000

export interface FacultySocket {
  readonly subscribe: (listener: () => void) => () => void
  readonly getState: () => LinkState
  readonly request: <Name extends RequestName>(
    name: Name,
    payload: Request[Name]['payload'],
  ) => Promise<Reply<Request[Name]['value']>>
  /** Events without an answer; forgotten while the link is down, because the next one says it all again. */
  readonly tell: <Name extends 'media:progress' | 'signal:send'>(
    name: Name,
    payload: Parameters<FromFaculty[Name]>[0],
  ) => void
  /** Payloads are unread: the listener parses. */
  readonly on: (name: keyof ToFaculty, listener: (payload: unknown) => void) => () => void
  /** Each time the link opens, the first time included. */
  readonly onOpen: (listener: () => void) => () => void
  readonly stop: () => void
}

/** The faculty page's connection to the coordinator of the same origin. Identity is the session cookie. */
export function createFacultySocket(): FacultySocket {
  const socket: Socket<Unread<ToFaculty>, FromFaculty> = io(FACULTY_NAMESPACE, {
    auth: { protocolVersion: PROTOCOL_VERSION },
    transports: ['websocket', 'polling'],
  })
  let state: LinkState = { phase: 'connecting' }
  const listeners = new Set<() => void>()
  const set = (next: LinkState) => {
    state = next
    for (const listener of listeners) listener()
  }
  socket.on('connect', () => set({ phase: 'open' }))
  socket.on('disconnect', () => set({ phase: 'lost' }))
  socket.on('connect_error', ({ message }) => {
    // Socket.IO goes on trying after a broken line, and stops after a refusal by the server's own middleware.
    if (message === 'not-signed-in' || message === 'protocol-mismatch') set({ phase: 'refused', reason: message })
  })

  return {
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    getState: () => state,
    request: async (name, payload) => {
      if (!socket.connected) return { ok: false, error: 'no-answer' }
      // The event map ties name, payload and answer together; Socket.IO's own types lose that over a type parameter.
      const emit = socket.timeout(ANSWER_WITHIN_MS).emitWithAck.bind(socket.timeout(ANSWER_WITHIN_MS)) as unknown as (
        event: string,
        body: unknown,
      ) => Promise<Reply<Request[typeof name]['value']>>
      try {
        return await emit(name, payload)
      } catch {
        // emitWithAck throws for one reason only: no answer in time.
        return { ok: false, error: 'no-answer' }
      }
    },
    tell: (name, payload) => {
      const send = socket.emit.bind(socket) as unknown as (event: string, body: unknown) => void
      if (socket.connected) send(name, payload)
    },
    on: (name, listener) => {
      socket.on(name, listener)
      return () => void socket.off(name, listener)
    },
    onOpen: (listener) => {
      socket.on('connect', listener)
      if (socket.connected) listener()
      return () => void socket.off('connect', listener)
    },
    stop: () => void socket.disconnect(),
  }
}
