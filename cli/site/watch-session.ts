import { io } from 'socket.io-client'
import type { BrowserContext } from 'playwright'
import { FACULTY_NAMESPACE, SessionView, type FromFaculty, type ToFaculty } from '../../lib/protocol/faculty'
import type { Answer, Unread } from '../../lib/protocol/unread'
import { PROTOCOL_VERSION } from '../../lib/protocol/version'
import type { Socket } from 'socket.io-client'

export interface SessionWatch {
  /** The first view, from now on, that `isWanted` accepts. Never sleeps: the coordinator tells each change. */
  until(isWanted: (view: SessionView) => boolean): Promise<SessionView>
  subscribe(listener: (view: SessionView) => void): void
  stop(): void
}

/** Follows a session as its faculty page does: over the socket, signed in by the same cookie. */
export async function watchSession(faculty: BrowserContext, url: string, sessionId: string): Promise<SessionWatch> {
  const cookies = await faculty.cookies(url)
  const socket: Socket<Unread<ToFaculty>, FromFaculty> = io(`${url}${FACULTY_NAMESPACE}`, {
    auth: { protocolVersion: PROTOCOL_VERSION },
    extraHeaders: { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') },
    transports: ['websocket'],
  })
  const listeners = new Set<(view: SessionView) => void>()
  let latest: SessionView | undefined
  const take = (payload: unknown) => {
    latest = SessionView.parse(payload)
    for (const listener of listeners) listener(latest)
  }
  socket.on('session:view', take)
  const watch = () =>
    socket.emit('session:watch', { sessionId }, (answer: Answer<SessionView>) => {
      if (answer.ok) take(answer.value)
    })
  socket.on('connect', watch)

  return {
    until: (isWanted) =>
      new Promise((resolve) => {
        const check = (view: SessionView) => {
          if (!isWanted(view)) return
          listeners.delete(check)
          resolve(view)
        }
        listeners.add(check)
        if (latest) check(latest)
      }),
    subscribe: (listener) => listeners.add(listener),
    stop: () => socket.disconnect(),
  }
}
