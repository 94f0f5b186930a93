import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { crc32 } from './crc32'
import { MAX_CHUNK_PAYLOAD_BYTES, type Message } from './message'
import { createMessageLink, HIGH_WATER_BYTES } from './message-link'
import { createFakeChannelPair } from './testing/fake-channel'
import { createFakeClock } from './testing/fake-clock'
import { MAX_TRIES, MAX_UNITS_IN_FLIGHT, requestUnit, serveUnits } from './unit-exchange'

const payloadOf = (sizeBytes: number, seed = 7) => {
  const bytes = new Uint8Array(sizeBytes)
  let value = seed
  for (let at = 0; at < sizeBytes; at += 97) bytes[at] = value = (value * 31 + 11) & 0xff
  return bytes
}

function classroom(units: ReadonlyMap<string, Uint8Array>, options?: Parameters<typeof createFakeChannelPair>[1]) {
  const clock = createFakeClock()
  const pair = createFakeChannelPair(clock, options)
  const volunteer = createMessageLink(pair.left, clock)
  const feeder = createMessageLink(pair.right, clock)
  const reads: string[] = []
  const stopServing = serveUnits(feeder, async (unitId) => {
    reads.push(unitId)
    return units.get(unitId) ?? null
  })
  pair.open()
  const ask = (unitId: string, signal?: AbortSignal) => {
    const payload = units.get(unitId) ?? payloadOf(100)
    const request = { checksum: crc32(payload), sizeBytes: payload.length, clock, ...(signal ? { signal } : {}) }
    return requestUnit(volunteer, unitId, request)
  }
  return { clock, pair, volunteer, feeder, reads, stopServing, ask }
}

const unit = payloadOf(MAX_CHUNK_PAYLOAD_BYTES * 5 + 123)
const units = new Map([['job:1', unit]])
/** Comparing megabytes element by element takes the test runner seconds. */
const isUnit = (result: Awaited<ReturnType<typeof requestUnit>>) => result.ok && Buffer.from(unit).equals(result.value)
const isChunk = (bytes: Uint8Array) => bytes[0] === 1

describe('unit exchange', () => {
  test('[TRN-6] a unit arrives as it was read', async () => {
    const { clock, ask } = classroom(units)
    const asked = ask('job:1')
    await clock.pass(1_000)
    expect(isUnit(await asked)).toBe(true)
  })

  test('[TRN-6] whatever is dropped or bent on the way is asked for again, and the unit still arrives whole', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ chunk: fc.nat(5), isBent: fc.boolean() }), { maxLength: MAX_TRIES }),
        async (faults) => {
          const { clock, pair, ask } = classroom(units)
          const left = [...faults]
          pair.right.mangle = (bytes) => {
            const place = left.findIndex((fault) => isChunk(bytes) && fault.chunk === bytes[2])
            if (place < 0) return bytes
            const [fault] = left.splice(place, 1)
            if (!fault?.isBent) return null
            const bent = bytes.slice()
            bent[20] = (bent[20] ?? 0) ^ 0xff
            return bent
          }
          const asked = ask('job:1')
          await clock.pass(30_000)
          expect(isUnit(await asked)).toBe(true)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('[TRN-6] after three more tries the trouble is said, not thrown', async () => {
    const { clock, pair, ask } = classroom(units)
    let sent = 0
    pair.right.mangle = (bytes) => {
      if (!isChunk(bytes) || bytes[2] !== 3) return bytes
      sent++
      return null
    }
    const asked = ask('job:1')
    await clock.pass(30_000)
    expect(await asked).toEqual({ ok: false, problem: { type: 'incomplete', missingCount: 1 } })
    expect(sent).toBe(1 + MAX_TRIES)
  })

  test('[TRN-6] a feeder that answers nothing costs four waits', async () => {
    const { clock, pair, ask } = classroom(units)
    pair.right.mangle = (bytes) => (isChunk(bytes) ? null : bytes)
    const asked = ask('job:1')
    await clock.pass(30_000)
    expect(await asked).toEqual({ ok: false, problem: { type: 'incomplete', missingCount: 6 } })
  })

  test('[TRN-6] a stall shorter than the tries is lived through', async () => {
    const { clock, pair, ask } = classroom(units)
    pair.right.isStalled = true
    const asked = ask('job:1')
    await clock.pass(3_000)
    pair.right.isStalled = false
    pair.right.send(new Uint8Array(1))
    await clock.pass(5_000)
    expect((await asked).ok).toBe(true)
  })

  test('[TRN-7] a stalled link holds up no other link', async () => {
    const stalled = classroom(units)
    const other = classroom(units)
    stalled.pair.right.isStalled = true
    const waiting = stalled.ask('job:1')
    const asked = other.ask('job:1')
    await stalled.clock.pass(200)
    await other.clock.pass(200)
    expect((await asked).ok).toBe(true)
    stalled.volunteer.stop()
    expect(await waiting).toEqual({ ok: false, problem: { type: 'link-closed' } })
  })

  test('[TRN-6] other bytes than the offered ones are refused', async () => {
    const { clock, volunteer } = classroom(units)
    const asked = requestUnit(volunteer, 'job:1', { checksum: 1, sizeBytes: unit.length, clock })
    await clock.pass(1_000)
    expect(await asked).toEqual({ ok: false, problem: { type: 'checksum-mismatch' } })
  })

  test('[TRN-6] a unit of another size than the lease says is dropped and counted', async () => {
    const { clock, volunteer } = classroom(units)
    const asked = requestUnit(volunteer, 'job:1', { checksum: crc32(unit), sizeBytes: unit.length - 1, clock })
    await clock.pass(30_000)
    expect((await asked).ok).toBe(false)
    expect(volunteer.getStats().dropped.unexpected).toBeGreaterThan(0)
  })

  test('[TRN-6] not-found, abort and a lost link are values', async () => {
    const { clock, pair, ask } = classroom(units)
    const unknown = ask('job:2')
    await clock.pass(100)
    expect(await unknown).toEqual({ ok: false, problem: { type: 'not-found' } })
    const abort = new AbortController()
    const aborted = ask('job:1', abort.signal)
    abort.abort()
    expect(await aborted).toEqual({ ok: false, problem: { type: 'aborted' } })
    pair.cut()
    const cut = ask('job:1')
    await clock.pass(20_000)
    expect((await cut).ok).toBe(false)
  })

  test('[TRN-8] a peer that asks without end gets a bounded number of reads', async () => {
    const { clock, volunteer, reads } = classroom(units, { bytesPerMs: 10 })
    for (let batch = 1; batch <= 500; batch++) volunteer.send({ kind: 'want', batch, unitId: 'job:1' })
    await clock.pass(2_000)
    const inChannel = Math.ceil(HIGH_WATER_BYTES / unit.length)
    expect(reads.length).toBeLessThanOrEqual(MAX_UNITS_IN_FLIGHT + inChannel)
  })

  test('[TRN-8] asking again and again for one batch ends', async () => {
    const { clock, volunteer, reads } = classroom(units)
    for (let round = 0; round < 50; round++) {
      volunteer.send({ kind: 'want', batch: 1, unitId: 'job:1' })
      await clock.pass(100)
    }
    expect(reads.length).toBe(1 + MAX_TRIES)
  })

  test('[TRN-6] serving can be stopped twice', async () => {
    const { clock, stopServing, ask } = classroom(units)
    stopServing()
    stopServing()
    const asked = ask('job:1')
    await clock.pass(30_000)
    expect(await asked).toEqual({ ok: false, problem: { type: 'incomplete', missingCount: 6 } })
  })

  test('[TRN-8] any order of well-formed messages leaves both ends open and the reads bounded', async () => {
    const batch = fc.nat(3)
    const message: fc.Arbitrary<Message> = fc.oneof(
      fc.record({ kind: fc.constant('want' as const), batch, unitId: fc.constantFrom('job:1', 'job:2') }),
      fc.record({
        kind: fc.constant('again' as const),
        batch,
        indexes: fc.array(fc.nat(0xffff), { minLength: 1, maxLength: 5 }),
      }),
      fc.record({ kind: fc.constant('cancel' as const), batch }),
      fc.record({ kind: fc.constant('refusal' as const), batch, reason: fc.constant('busy' as const) }),
      fc.record({
        kind: fc.constant('chunk' as const),
        batch,
        index: fc.nat(5),
        count: fc.constant(6),
        payload: fc.uint8Array({ minLength: 1, maxLength: 8 }),
      }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 60 }), fc.boolean(), async (messages, toFeeder) => {
        const { clock, volunteer, feeder, reads, ask } = classroom(units)
        const asked = ask('job:1')
        for (const sent of messages) (toFeeder ? volunteer : feeder).send(sent)
        await clock.pass(30_000)
        expect([volunteer.getState().phase, feeder.getState().phase]).toEqual(['open', 'open'])
        expect(reads.length).toBeLessThanOrEqual(messages.length + 1 + MAX_TRIES)
        const result = await asked
        if (result.ok) expect(isUnit(result)).toBe(true)
      }),
      { numRuns: 60 },
    )
  })
})
