import type { IceServer } from '../../../protocol/volunteer'
import type { SignalIn, SignalOut } from '../../../protocol/signal'
import type { Clock } from '../../../transport/clock'
import type { PeerLink, PeerLinkOptions } from '../../../transport/peer-link'

export type OpenPeerLink = (options: PeerLinkOptions) => PeerLink

export interface FeederLinks {
  /**
   * The link to a job's feeder, opened now if there is none. Null while a path that failed rests: the rest doubles with
   * each failure in a row.
   */
  readonly linkTo: (jobId: string) => FeederLink | null
  /** Takes what the feeder says on the way to an open link. */
  readonly signal: (signal: SignalIn) => void
  /** Closes every link. May be called twice. */
  readonly stop: () => void
}

export interface FeederLink {
  readonly link: PeerLink
  /** On the links' clock. */
  readonly openingSince: number
}

const FIRST_REST_MS = 15_000
const LONGEST_REST_MS = 240_000
/** A worker serves one session; several jobs at once are rare, and each link costs the feeder memory. */
const MOST_LINKS = 4

/** One link per job whose feeder this worker gets frames from, opened by the worker, kept open between units. */
export function createFeederLinks({
  open,
  iceServers,
  sendSignal,
  newLinkId,
  clock,
}: {
  open: OpenPeerLink
  iceServers: () => readonly IceServer[]
  sendSignal: (signal: SignalOut) => void
  newLinkId: () => string
  clock: Clock
}): FeederLinks {
  const links = new Map<string, FeederLink & { readonly linkId: string }>()
  const resting = new Map<string, { readonly until: number; readonly failures: number }>()

  function linkTo(jobId: string): FeederLink | null {
    const known = links.get(jobId)
    if (known) return known
    if (clock.now() < (resting.get(jobId)?.until ?? 0)) return null
    return openTo(jobId)
  }

  function openTo(jobId: string): FeederLink {
    const oldest = links.entries().next()
    if (links.size >= MOST_LINKS && !oldest.done) oldest.value[1].link.stop()
    const linkId = newLinkId()
    const link = open({
      initiator: true,
      iceServers: iceServers(),
      sendSignal: (data) => sendSignal({ linkId, to: { feederOf: jobId }, data }),
      clock,
    })
    const entry = { link, linkId, openingSince: clock.now() }
    links.set(jobId, entry)
    link.subscribe(() => {
      const state = link.getState()
      if (state.phase === 'open') resting.delete(jobId)
      if (state.phase !== 'closed') return
      if (links.get(jobId) === entry) links.delete(jobId)
      if (state.reason === 'stopped') return
      const failures = (resting.get(jobId)?.failures ?? 0) + 1
      const restMs = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** (failures - 1))
      // A link that had worked and was lost is tried again at once: the feeder's page may just have been reloaded.
      resting.set(jobId, { until: state.reason === 'lost' ? 0 : clock.now() + restMs, failures })
    })
    return entry
  }

  return {
    linkTo,
    signal: ({ linkId, from, data }) => {
      if (!('feederOf' in from)) return
      const entry = links.get(from.feederOf)
      if (entry?.linkId === linkId) entry.link.signal(data)
    },
    stop: () => {
      for (const { link } of [...links.values()]) link.stop()
      links.clear()
    },
  }
}
