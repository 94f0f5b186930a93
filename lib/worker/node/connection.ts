import type { Clock } from '../../transport/clock'
import type { VolunteerSocket } from './ports'

/** Between attempts, in ms: doubling from the first to the longest, each varied so that a class doesn't come back as one. */
const FIRST_RETRY_MS = 400
const LONGEST_RETRY_MS = 4_000

export interface RetryOptions {
  readonly clock: Clock
  /** 0..1 */
  readonly random: () => number
}

export interface Connection {
  /** Connects, and again after every loss, until `stop`. Called again it tries at once instead of later. */
  readonly start: () => void
  /** The attempt failed or the connection went away: try again later. */
  readonly lost: () => void
  /** The coordinator took us in: the next loss begins with short waits again. */
  readonly welcomed: () => void
  readonly failedAttempts: () => number
  /** May be called twice. */
  readonly stop: () => void
}

/** Decides when to try again. Told what happens to the socket by whoever listens to it. */
export function createConnection(
  socket: Pick<VolunteerSocket, 'connect' | 'disconnect'>,
  { clock, random }: RetryOptions,
): Connection {
  let isWanted = false
  /** An attempt is under way or has succeeded. */
  let isUp = false
  let failedAttempts = 0
  let cancelRetry = () => {}

  function attempt() {
    cancelRetry()
    if (!isWanted || isUp) return
    isUp = true
    socket.connect()
  }

  return {
    start: () => {
      isWanted = true
      attempt()
    },
    lost: () => {
      // Told again of a loss that is already known.
      if (!isUp) return
      isUp = false
      if (!isWanted) return
      const waitMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failedAttempts, 10))
      failedAttempts++
      cancelRetry = clock.after(waitMs * (0.5 + random()), attempt)
    },
    welcomed: () => {
      failedAttempts = 0
    },
    failedAttempts: () => failedAttempts,
    stop: () => {
      isWanted = false
      isUp = false
      cancelRetry()
      socket.disconnect()
    },
  }
}
