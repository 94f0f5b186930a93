import type { IceServer, ToVolunteer, VolunteerAuth, WorkerHello } from '../../protocol/volunteer'
import { createConnection, type RetryOptions } from './connection'
import type { OpenSocket, VolunteerSocket } from './ports'

const HELLO_WITHIN_MS = 10_000

export interface CoordinatorLine extends Pick<VolunteerSocket, 'tell' | 'ask'> {
  /** Connects and stays connected. Also brings a line back that left. */
  readonly start: () => void
  /** The hello is ready now; it is said once both it and the connection are there. */
  readonly greet: () => void
  /** Drops this connection and makes another one, which says hello anew. */
  readonly renew: () => void
  /** Closes the line; until `start` it stays closed. May be called twice. */
  readonly leave: () => void
  readonly isWelcome: () => boolean
  readonly failedAttempts: () => number
}

export interface LineEvents {
  /** Null while the engine isn't ready to be spoken of. */
  readonly hello: () => WorkerHello | null
  readonly onWelcome: (iceServers: readonly IceServer[]) => void
  /** The connection, or the attempt at one, failed. It is tried again. */
  readonly onLost: () => void
  /** The coordinator doesn't want this node and won't by asking again. */
  readonly onRefused: (reason: FinalRefusal) => void
  readonly onTold: (name: keyof ToVolunteer, payload: unknown) => void
}

export type FinalRefusal =
  'unknown-code' | 'protocol-mismatch' | 'model-mismatch' | 'not-signed-in' | 'sign-in-needed' | 'approval-needed'

/** The line to the coordinator: connection, hello, and coming back. What is said over it is the node's business. */
export function createCoordinatorLine(
  open: OpenSocket,
  auth: VolunteerAuth,
  retry: RetryOptions,
  events: LineEvents,
): CoordinatorLine {
  /** Tells connections apart, so that an answer to an earlier one's hello is not taken for this one's. */
  let round = 0
  let stage: 'down' | 'connected' | 'greeting' | 'welcome' = 'down'

  const socket = open(auth, {
    onConnected: () => {
      round++
      stage = 'connected'
      void greet()
    },
    onDisconnected: lost,
    onConnectFailed: (refusal) => refused(refusal ?? 'unreachable'),
    onTold: events.onTold,
  })
  const connection = createConnection(socket, retry)

  function lost() {
    stage = 'down'
    connection.lost()
    events.onLost()
  }

  function renew() {
    // Tells of the loss itself when there was a connection.
    socket.disconnect()
    if (stage !== 'down') lost()
  }

  async function greet(): Promise<void> {
    const hello = events.hello()
    if (stage !== 'connected' || !hello) return
    stage = 'greeting'
    const inRound = round
    const answer = await socket.ask('worker:hello', hello, HELLO_WITHIN_MS)
    // The other two cases are a loss meanwhile, and a later connection.
    if (stage !== 'greeting' || inRound !== round) return
    if (!answer.ok) return refused(answer.error)
    stage = 'welcome'
    connection.welcomed()
    events.onWelcome(answer.value.iceServers)
  }

  function refused(reason: string) {
    switch (reason) {
      case 'not-found':
      case 'malformed':
        return events.onRefused('unknown-code')
      case 'protocol-mismatch':
      case 'model-mismatch':
      case 'not-signed-in':
      case 'sign-in-needed':
      case 'approval-needed':
        return events.onRefused(reason)
      case 'unreachable':
        return lost()
      default:
        // Busy, starting, silent, or a reason that only a newer coordinator has: trying later does no harm.
        return stage === 'down' ? lost() : renew()
    }
  }

  return {
    tell: socket.tell,
    ask: socket.ask,
    start: connection.start,
    greet: () => void greet(),
    renew,
    leave: () => {
      stage = 'down'
      connection.stop()
    },
    isWelcome: () => stage === 'welcome',
    failedAttempts: connection.failedAttempts,
  }
}
