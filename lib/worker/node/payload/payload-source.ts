import { fail, ok, type Result } from '../../../core/result'
import { MAX_UNIT_BYTES } from '../../../protocol/unit'
import type { LeaseGranted } from '../../../protocol/volunteer'
import type { Clock } from '../../../transport/clock'
import { crc32 } from '../../../transport/crc32'
import { requestUnit } from '../../../transport/unit-exchange'
import type { Transport } from '../node-state'
import type { FeederLinks } from './feeder-links'
import { fetchHttpPayload, type GetPayload, type PayloadProblem } from './http-payload'

export interface Payload {
  /** The frames' JPEGs, one view each, in the order of the lease. */
  readonly jpegs: readonly Uint8Array[]
  readonly transport: Exclude<Transport, 'none'>
}

export type PayloadSource = (lease: LeaseGranted, signal: AbortSignal) => Promise<Result<Payload, PayloadProblem>>

/** A peer path gets this long alone before the coordinator is asked too (DESIGN §5). */
export const PEER_HEAD_START_MS = 3_000
/** After losing so often in a row a peer path gets no head start any more, until it wins again. */
const LOSSES_FORGIVEN = 2

export interface PayloadSourceOptions {
  readonly get: GetPayload
  readonly clock: Clock
  /** Null where peers can't or shall not be used. */
  readonly feeders: FeederLinks | null
  /** The feeder beside this node in the same page; null means that it doesn't hold the unit. */
  readonly localSource?: ((unitId: string) => Promise<Uint8Array | null>) | undefined
}

/**
 * Gets the frames of a lease by whichever way is quickest: from the same page, from the feeder's, or from the
 * coordinator. A peer path that is open goes first; one that isn't open in time, or failed before, doesn't hold up.
 */
export function createPayloadSource({ get, clock, feeders, localSource }: PayloadSourceOptions): PayloadSource {
  let peerLosses = 0

  return async (lease, signal) => {
    const sizeBytes = lease.frames.reduce((sum, frame) => sum + frame.sizeBytes, 0)
    if (sizeBytes > MAX_UNIT_BYTES) return fail('bad-payload')
    const local = await readLocal(lease, sizeBytes)
    const fetched = local ? ok({ bytes: local, transport: 'local' as const }) : await race(lease, sizeBytes, signal)
    if (!fetched.ok) return fetched
    const { bytes, transport } = fetched.value
    let at = 0
    const jpegs = lease.frames.map((frame) => bytes.subarray(at, (at += frame.sizeBytes)))
    return ok({ jpegs, transport })
  }

  async function readLocal(lease: LeaseGranted, sizeBytes: number): Promise<Uint8Array | null> {
    if (!localSource) return null
    // A feeder that broke is one that doesn't hold the unit: the coordinator may.
    const bytes = await localSource(lease.unitId).catch(() => null)
    return bytes?.length === sizeBytes && crc32(bytes) === lease.checksum ? bytes : null
  }

  /** Whoever has it first wins, and the other one is told to stop. */
  function race(
    lease: LeaseGranted,
    sizeBytes: number,
    outer: AbortSignal,
  ): Promise<Result<{ bytes: Uint8Array; transport: 'peer' | 'http' }, PayloadProblem>> {
    const peer = (lease.hasFeeder && feeders?.linkTo(lease.jobId)) || null
    return new Promise((resolve) => {
      const inner = new AbortController()
      const abort = () => inner.abort()
      outer.addEventListener('abort', abort)
      let running = 0
      let problem: PayloadProblem = 'no-payload'
      let isHttpAsked = false
      let cancelHttp = () => {}

      const settle = (result: Result<{ bytes: Uint8Array; transport: 'peer' | 'http' }, PayloadProblem>) => {
        cancelHttp()
        outer.removeEventListener('abort', abort)
        resolve(result)
        inner.abort()
      }
      const runner = (transport: 'peer' | 'http', attempt: Promise<Result<Uint8Array, PayloadProblem>>) => {
        running++
        void attempt.then((result) => {
          running--
          if (result.ok) {
            if (peer) peerLosses = transport === 'peer' ? 0 : peerLosses + 1
            return settle(ok({ bytes: result.value, transport }))
          }
          if (result.problem === 'bad-payload') problem = 'bad-payload'
          if (!isHttpAsked && !inner.signal.aborted) askHttp()
          else if (running === 0) settle(fail(problem))
        })
      }
      const askHttp = () => {
        if (isHttpAsked) return
        isHttpAsked = true
        cancelHttp()
        runner('http', fetchHttpPayload({ ...lease, sizeBytes }, { get, signal: inner.signal, clock }))
      }

      if (outer.aborted) return settle(fail('no-payload'))
      if (!peer) return askHttp()
      runner('peer', askPeer(peer.link, lease, sizeBytes, inner.signal))
      const isOpen = peer.link.getState().phase === 'open'
      const aloneSince = isOpen ? clock.now() : peer.openingSince
      const aloneMs = peerLosses < LOSSES_FORGIVEN ? aloneSince + PEER_HEAD_START_MS - clock.now() : 0
      if (aloneMs <= 0) askHttp()
      else cancelHttp = clock.after(aloneMs, askHttp)
    })
  }

  async function askPeer(
    link: Parameters<typeof requestUnit>[0],
    { unitId, checksum }: LeaseGranted,
    sizeBytes: number,
    signal: AbortSignal,
  ): Promise<Result<Uint8Array, PayloadProblem>> {
    const result = await requestUnit(link, unitId, { checksum, sizeBytes, signal, clock })
    if (result.ok) return result
    return fail(result.problem.type === 'checksum-mismatch' ? 'bad-payload' : 'no-payload')
  }
}
