import SimplePeer from 'simple-peer/simplepeer.min.js'
import { z } from 'zod'
import type { IceServer } from '../protocol/volunteer'
import { systemClock, type Clock } from './clock'
import { createMessageLink, type ChannelEvents, type LinkChannel, type MessageLink } from './message-link'

export interface PeerLink extends MessageLink {
  /** Takes a signal of the other end as the coordinator passed it on. Nonsense is dropped and counted. */
  readonly signal: (data: string) => void
}

export interface PeerLinkOptions {
  /** Volunteers begin, feeders answer. */
  readonly initiator: boolean
  /** Empty on one LAN. */
  readonly iceServers: readonly IceServer[]
  readonly sendSignal: (data: string) => void
  readonly clock?: Clock
}

/** What simple-peer is allowed to see of a stranger's signal: its other commands would let a peer renegotiate at will. */
const Signal = z.union([
  z.object({ type: z.enum(['offer', 'answer']), sdp: z.string().max(30_000) }),
  z.object({
    type: z.literal('candidate'),
    candidate: z.object({
      candidate: z.string().max(2_000),
      sdpMid: z.string().max(64).nullish(),
      sdpMLineIndex: z.number().int().min(0).max(64).nullish(),
      usernameFragment: z.string().max(256).nullish(),
    }),
  }),
])

export const isPeerSupported = (): boolean => SimplePeer.WEBRTC_SUPPORT

/** Whether a signal is the first of a new link. */
export function isOffer(data: string): boolean {
  const signal = Signal.safeParse(parseJson(data))
  return signal.success && signal.data.type === 'offer'
}

/** Opens a data channel to one peer. `stop` may be called twice; a link that closed does not open again, make a new one. */
export function createPeerLink({ initiator, iceServers, sendSignal, clock = systemClock }: PeerLinkOptions): PeerLink {
  const peer = new SimplePeer({
    initiator,
    trickle: true,
    // Messages keep their edges on the way through simple-peer's stream.
    objectMode: true,
    config: { iceServers: iceServers.map(iceServerOf) },
  })
  const link = createMessageLink(channelOf(peer), clock)
  peer.on('signal', (data) => {
    if (link.getState().phase !== 'closed') sendSignal(JSON.stringify(data))
  })
  return {
    ...link,
    signal: (data) => {
      if (link.getState().phase === 'closed' || peer.destroyed) return
      const signal = Signal.safeParse(parseJson(data))
      if (signal.success) peer.signal(signal.data)
      else link.countDropped('unexpected')
    },
  }
}

/** The parts of an RTCDataChannel that simple-peer doesn't pass on are taken from the channel itself. */
function channelOf(peer: SimplePeer): LinkChannel {
  return {
    bufferedBytes: () => peer._channel?.bufferedAmount ?? 0,
    send: (bytes) => peer.send(bytes),
    listen: (events: ChannelEvents, lowWaterBytes: number) => {
      peer.on('connect', () => {
        const channel = peer._channel
        if (channel) {
          channel.bufferedAmountLowThreshold = lowWaterBytes
          channel.addEventListener('bufferedamountlow', events.onLow)
        }
        events.onOpen()
      })
      peer.on('data', (data) => {
        if (typeof data !== 'string') events.onMessage(data)
      })
      // simple-peer emits `close` after each `error`; without a listener here an error would be thrown at nobody.
      peer.on('error', () => {})
      peer.on('close', events.onClose)
    },
    close: () => peer.destroy(),
  }
}

const iceServerOf = ({ urls, username, credential }: IceServer): RTCIceServer => ({
  urls,
  ...(username === undefined ? {} : { username }),
  ...(credential === undefined ? {} : { credential }),
})

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
