import { describe, expect, test } from 'vitest'
import { createMessageLink } from '../../../transport/message-link'
import { createFakeChannelPair } from '../../../transport/testing/fake-channel'
import { createFakeClock } from '../../../transport/testing/fake-clock'
import { serveUnits } from '../../../transport/unit-exchange'
import { sampleLease, samplePayload } from '../testing/sample-lease'
import { createFeederLinks } from './feeder-links'
import type { HttpOutcome } from './http-payload'
import { createPayloadSource, PEER_HEAD_START_MS } from './payload-source'

/** A volunteer with one feeder it may reach, and a coordinator whose answers the test chooses. */
function createBench() {
  const clock = createFakeClock()
  const pairs: ReturnType<typeof createFakeChannelPair>[] = []
  const requests: { readonly url: string; readonly at: number }[] = []
  const bench = {
    clock,
    pairs,
    requests,
    http: (): HttpOutcome => ({ type: 'not-yet' }),
    peerOpens: true,
    served: samplePayload(1) as Uint8Array | null,
  }
  const feeders = createFeederLinks({
    open: () => {
      const pair = createFakeChannelPair(clock)
      pairs.push(pair)
      const link = createMessageLink(pair.left, clock)
      serveUnits(createMessageLink(pair.right, clock), async () => bench.served)
      if (bench.peerOpens) clock.after(50, pair.open)
      return { ...link, signal: () => {} }
    },
    iceServers: () => [],
    sendSignal: () => {},
    newLinkId: () => `link-${pairs.length}`,
    clock,
  })
  const source = createPayloadSource({
    get: async (url) => {
      requests.push({ url, at: clock.now() })
      return bench.http()
    },
    clock,
    feeders,
  })
  const fetchUnit = (changes: Parameters<typeof sampleLease>[1] = {}, signal = new AbortController().signal) =>
    source(sampleLease(1, { hasFeeder: true, ...changes }), signal)
  return { ...bench, bench, feeders, fetchUnit }
}

const overHttp = (): HttpOutcome => ({ type: 'bytes', bytes: samplePayload(1) })

describe('payload source', () => {
  test('[NOD-14] frames come from the feeder, and the coordinator is not asked', async () => {
    const { fetchUnit, clock, requests } = createBench()
    const fetched = fetchUnit()
    await clock.pass(500)
    const result = await fetched
    expect(result).toMatchObject({ ok: true, value: { transport: 'peer' } })
    expect(result.ok && result.value.jpegs.map((jpeg) => jpeg.length)).toEqual([40, 60])
    expect(requests).toEqual([])
  })

  test('[NOD-14] where no peer path opens, HTTP is asked after 3 s, and at once from then on', async () => {
    const { fetchUnit, clock, requests, bench } = createBench()
    bench.peerOpens = false
    bench.http = overHttp
    const first = fetchUnit()
    await clock.pass(PEER_HEAD_START_MS - 1)
    expect(requests).toEqual([])
    await clock.pass(1)
    expect(await first).toMatchObject({ ok: true, value: { transport: 'http' } })
    const second = fetchUnit()
    await clock.pass(0)
    expect(await second).toMatchObject({ ok: true, value: { transport: 'http' } })
  })

  test('[NOD-14] a peer path that opens late is used from then on', async () => {
    const { fetchUnit, clock, bench, pairs } = createBench()
    bench.peerOpens = false
    bench.http = overHttp
    const first = fetchUnit()
    await clock.pass(4_000)
    await first
    pairs[0]?.open()
    const second = fetchUnit()
    await clock.pass(500)
    expect(await second).toMatchObject({ ok: true, value: { transport: 'peer' } })
  })

  test('[NOD-14] a feeder that is lost is left for HTTP, and its return is found', async () => {
    const { fetchUnit, clock, bench, pairs } = createBench()
    bench.http = overHttp
    const first = fetchUnit()
    await clock.pass(500)
    await first
    pairs[0]?.cut()
    const second = fetchUnit()
    await clock.pass(10_000)
    expect(await second).toMatchObject({ ok: true, value: { transport: 'http' } })
    const third = fetchUnit()
    await clock.pass(500)
    expect(await third).toMatchObject({ ok: true, value: { transport: 'peer' } })
    expect(pairs).toHaveLength(2)
  })

  test('[NOD-14] a link that keeps losing to HTTP gets no head start any more', async () => {
    const { fetchUnit, clock, bench, pairs, requests } = createBench()
    bench.http = overHttp
    const first = fetchUnit()
    await clock.pass(500)
    await first
    const pair = pairs[0]
    if (pair) pair.right.mangle = (bytes) => (bytes[0] === 1 ? null : bytes)
    for (let unit = 0; unit < 2; unit++) {
      const slow = fetchUnit()
      await clock.pass(PEER_HEAD_START_MS)
      await slow
    }
    const before = clock.now()
    const quick = fetchUnit()
    await clock.pass(0)
    expect((await quick).ok).toBe(true)
    expect(requests.at(-1)?.at).toBe(before)
  })

  test('[NOD-14] a feeder that lacks the unit costs no three seconds', async () => {
    const { fetchUnit, clock, bench } = createBench()
    bench.served = null
    bench.http = overHttp
    const fetched = fetchUnit()
    await clock.pass(200)
    expect(await fetched).toMatchObject({ ok: true, value: { transport: 'http' } })
  })

  test('[NOD-15] 425 is waited for, no longer than the lease lasts', async () => {
    const { fetchUnit, clock, bench, requests } = createBench()
    const early = fetchUnit({ hasFeeder: false })
    await clock.pass(3_000)
    bench.http = overHttp
    await clock.pass(2_000)
    expect((await early).ok).toBe(true)
    bench.http = () => ({ type: 'not-yet' })
    const never = fetchUnit({ hasFeeder: false, leaseMs: 5_000 })
    await clock.pass(6_000)
    expect(await never).toEqual({ ok: false, problem: 'no-payload' })
    expect(requests.length).toBeLessThan(25)
  })

  test('[NOD-15] other bytes than the lease names are asked for once more and then refused', async () => {
    const { fetchUnit, clock, bench, requests } = createBench()
    bench.http = () => ({ type: 'bytes', bytes: samplePayload(2) })
    const bad = fetchUnit({ hasFeeder: false })
    await clock.pass(5_000)
    expect(await bad).toEqual({ ok: false, problem: 'bad-payload' })
    expect(requests).toHaveLength(2)
  })

  test('[NOD-15] a revoked lease ends its fetching, on both ways', async () => {
    const { fetchUnit, clock, bench, requests } = createBench()
    bench.peerOpens = false
    const abort = new AbortController()
    const fetched = fetchUnit({}, abort.signal)
    await clock.pass(4_000)
    abort.abort()
    await clock.pass(0)
    expect(await fetched).toEqual({ ok: false, problem: 'no-payload' })
    const before = requests.length
    await clock.pass(60_000)
    expect(requests).toHaveLength(before)
  })

  test('[NOD-15] a payload beyond all measure is not even asked for', async () => {
    const { fetchUnit, requests } = createBench()
    const frames = Array.from({ length: 16 }, () => ({ atS: 0, widthPx: 1, heightPx: 1, sizeBytes: 8 * 1024 * 1024 }))
    expect(await fetchUnit({ frames })).toEqual({ ok: false, problem: 'bad-payload' })
    expect(requests).toEqual([])
  })
})
