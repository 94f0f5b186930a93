import { io, type Socket } from 'socket.io-client'
import { VOLUNTEER_NAMESPACE, type FromVolunteer, type ToVolunteer } from '../../protocol/volunteer'
import type { AnswerTo, OpenSocket } from './ports'

const TOLD: readonly (keyof ToVolunteer)[] = [
  'lease:granted',
  'lease:revoked',
  'worker:pause',
  'worker:resume',
  'worker:shutdown',
  'work:share',
  'model:changed',
  'signal:received',
]

/** The node's socket over Socket.IO, on this page's own origin. Reconnecting is the node's business (connection.ts). */
export const connectOverSocketIo: OpenSocket = (auth, events) => {
  const socket: Socket<Record<keyof ToVolunteer, (payload: unknown) => void>, FromVolunteer> = io(VOLUNTEER_NAMESPACE, {
    auth,
    autoConnect: false,
    reconnection: false,
    // Not the connection of the faculty page around a local node: that one keeps its own rules.
    forceNew: true,
    // WebSocket first: it saves two round trips; polling is for networks that break it.
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    timeout: 8_000,
  })
  socket.on('connect', events.onConnected)
  socket.on('disconnect', () => {
    // What could not be sent any more is not true any more either; reports are kept by the outbox.
    socket.sendBuffer = []
    events.onDisconnected()
  })
  // A refusal by the coordinator carries its reason as the message and leaves the socket without a transport error.
  socket.on('connect_error', (error) => events.onConnectFailed('data' in error ? error.message : null))
  for (const name of TOLD) socket.on(name, (payload: unknown) => events.onTold(name, payload))

  return {
    connect: () => void socket.connect(),
    disconnect: () => void socket.disconnect(),
    tell: (name, payload) => {
      // Socket.IO would keep it and send it after the next connection, when it is no longer true.
      if (socket.connected) socket.emit(name, ...([payload] as never))
    },
    ask: async (name, payload, withinMs) => {
      type Answered = AnswerTo<typeof name>
      const silence = { ok: false, error: 'no-answer' } as Answered
      if (!socket.connected) return silence
      try {
        // The answer is the coordinator's, by whose word this page was loaded; its shape is that of the protocol.
        return (await socket.timeout(withinMs).emitWithAck(name, ...([payload] as never))) as Answered
      } catch {
        return silence
      }
    },
  }
}
