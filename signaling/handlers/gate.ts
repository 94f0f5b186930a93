import type { Event } from 'socket.io'
import type { Clock } from '../clock'
import type { Metrics } from '../metrics'
import { createRateLimiter, type RateLimit } from '../rate-limit'

/**
 * What every packet of a connection passes before any handler: the event must exist and the connection must not send
 * more than its share. A packet that doesn't pass is dropped, counted, and answered when its sender waits.
 */
export function createGate({
  clock,
  metrics,
  events,
  limit,
  hangUp,
}: {
  clock: Clock
  metrics: Metrics
  events: ReadonlySet<string>
  limit: RateLimit
  hangUp: () => void
}): (packet: Event, next: () => void) => void {
  const limiter = createRateLimiter(limit)
  let droppedCount = 0
  return (packet, next) => {
    const [event] = packet
    const isKnown = events.has(event)
    if (isKnown && limiter.allows(clock.now())) return next()
    // The name of an unknown event is the sender's choice, so it never becomes a label.
    metrics.refusedEvents.inc({ event: isKnown ? event : 'unknown', reason: isKnown ? 'too-many' : 'malformed' })
    const answer: unknown = packet.at(-1)
    if (typeof answer === 'function') answer({ ok: false, error: isKnown ? 'unavailable' : 'malformed' })
    droppedCount += 1
    if (droppedCount > MAX_DROPPED) hangUp()
  }
}

/** A page that goes on after so many refusals is broken or hostile; it may connect again. */
const MAX_DROPPED = 5_000
