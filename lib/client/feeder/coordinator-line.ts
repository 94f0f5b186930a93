import type { FacultySocket, Reply } from '../faculty-socket'

/** The coordinator refused what a feeder needs; going on makes no sense. */
export class FeedEnded extends Error {
  constructor(readonly reason: 'cancelled' | 'refused') {
    super(`feeding ended: ${reason}`)
  }
}

const RETRY_MS = 1_000
/** A link that opens says so itself; this is for a notice that got lost. */
const LOOK_AGAIN_MS = 5_000

/** Requests that must get through: repeated over lost links until they are answered, because repeating them is harmless. */
export function createCoordinatorLine(socket: FacultySocket, signal: AbortSignal) {
  /** Until the link opens again; while it is open, a moment. Ends early when the feed is stopped. */
  const again = () =>
    new Promise<void>((resolve) => {
      const isOpen = socket.getState().phase === 'open'
      const end = () => {
        clearTimeout(timer)
        stopListening?.()
        signal.removeEventListener('abort', end)
        resolve()
      }
      const timer = setTimeout(end, isOpen ? RETRY_MS : LOOK_AGAIN_MS)
      const stopListening = isOpen ? null : socket.onOpen(end)
      signal.addEventListener('abort', end)
    })

  const ask = async <Name extends Parameters<FacultySocket['request']>[0]>(
    name: Name,
    payload: Parameters<typeof socket.request<Name>>[1],
  ): Promise<Extract<Awaited<ReturnType<typeof socket.request<Name>>>, { ok: true }>['value']> => {
    for (;;) {
      if (signal.aborted) throw new FeedEnded('cancelled')
      const reply: Reply<unknown> = await socket.request(name, payload)
      // The reply's value is what the event map promises for this name; a loop over a type parameter loses that.
      if (reply.ok) return reply.value as never
      if (reply.error !== 'no-answer' && reply.error !== 'unavailable') throw new FeedEnded('refused')
      await again()
    }
  }
  return { ask, tell: socket.tell }
}
export type Coordinator = ReturnType<typeof createCoordinatorLine>
