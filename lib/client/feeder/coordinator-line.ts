import type { FacultySocket, Reply } from '../faculty-socket'

/** The coordinator refused what a feeder needs; going on makes no sense. */
export class FeedEnded extends Error {
  constructor(readonly reason: 'cancelled' | 'refused') {
    super(`feeding ended: ${reason}`)
  }
}

const RETRY_MS = 1_000

/** Requests that must get through: repeated over lost links until they are answered, because repeating them is harmless. */
export function createCoordinatorLine(socket: FacultySocket, signal: AbortSignal) {
  const opened = () =>
    new Promise<void>((resolve) => {
      const stops: (() => void)[] = []
      const end = () => {
        for (const stop of stops) stop()
        resolve()
      }
      stops.push(socket.onOpen(end))
      const timer = setTimeout(end, RETRY_MS)
      stops.push(() => clearTimeout(timer))
      signal.addEventListener('abort', end, { once: true })
      stops.push(() => signal.removeEventListener('abort', end))
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
      await opened()
    }
  }
  return { ask, tell: socket.tell }
}
export type Coordinator = ReturnType<typeof createCoordinatorLine>
