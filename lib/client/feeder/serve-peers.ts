import { SignalIn } from '../../protocol/signal'
import type { IceServer } from '../../protocol/volunteer'
import { createPeerLink, isOffer, isPeerSupported, type PeerLink } from '../../transport/peer-link'
import { serveUnits } from '../../transport/unit-exchange'
import type { FacultySocket } from '../faculty-socket'

/** Links a page keeps open; a volunteer that finds no place fetches over HTTP. */
const MAX_LINKS = 64

/** Answers volunteers' offers of a peer link and serves them units for as long as the link holds. */
export function servePeers(
  socket: FacultySocket,
  {
    iceServers,
    readUnit,
    onCount,
  }: {
    readonly iceServers: readonly IceServer[]
    readonly readUnit: (unitId: string) => Promise<Uint8Array | null>
    readonly onCount: (peerCount: number) => void
  },
): { readonly stop: () => void } {
  const links = new Map<string, PeerLink>()
  const count = () => onCount([...links.values()].filter((link) => link.getState().phase === 'open').length)

  const open = (linkId: string, workerId: string): PeerLink => {
    const link = createPeerLink({
      initiator: false,
      iceServers,
      sendSignal: (data) => socket.tell('signal:send', { linkId, to: { workerId }, data }),
    })
    links.set(keyOf(linkId, workerId), link)
    const stopServing = serveUnits(link, readUnit)
    link.subscribe(() => {
      if (link.getState().phase === 'closed') {
        stopServing()
        links.delete(keyOf(linkId, workerId))
      }
      count()
    })
    return link
  }

  const stopListening = socket.on('signal:received', (payload) => {
    const signal = SignalIn.safeParse(payload)
    if (!signal.success || !('workerId' in signal.data.from) || !isPeerSupported()) return
    const { linkId, from, data } = signal.data
    // A link belongs to the worker that made it: another one that knows its name gets a link of its own. Only an offer
    // begins one: what comes late for a link that closed must not open it again.
    const known = links.get(keyOf(linkId, from.workerId))
    const link = known ?? (isOffer(data) && links.size < MAX_LINKS ? open(linkId, from.workerId) : null)
    link?.signal(data)
  })

  return {
    stop: () => {
      stopListening()
      for (const link of [...links.values()]) link.stop()
      links.clear()
      count()
    },
  }
}

const keyOf = (linkId: string, workerId: string): string => `${workerId} ${linkId}`
