import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emptyTrustBoard, isBarred } from './board'
import { defaultTrustPolicy } from './policy'
import { step } from './step'
import { createWorld, device, JOB, tellStory, type Fault } from './testing/world'

const ALL: readonly Fault[] = ['churn', 'lose', 'repeat', 'sleep']
const story = fc.uint8Array({ minLength: 2, maxLength: 200, size: 'max' })
/** Stories of the first property; the five together tell three and a half times as many. */
const runs = Number(process.env.MUSTER_PROPERTY_RUNS ?? (process.env.CI ? 15_000 : 2_000))

test('[TRU-4] [TRU-5] [TRU-7] [TRU-8] no story breaks the account, and every job is released in the end', () => {
  fc.assert(
    fc.property(story, (bytes) => {
      const world = tellStory(bytes, new Set(ALL))
      if (!world.released()) throw new Error('TRU-8: never released')
    }),
    { numRuns: runs },
  )
}, 600_000)

test('[TRU-6] with a trusted node to settle it, nobody honest is barred, whoever vanishes or answers twice', () => {
  fc.assert(
    fc.property(story, (bytes) => {
      const { barred, cast } = tellStory(bytes, new Set(['churn', 'repeat', 'sleep']))
      if (cast.hasTrusted) for (const deviceId of cast.honest) expect(barred.has(deviceId)).toBe(false)
    }),
    { numRuns: runs },
  )
}, 600_000)

test('[TRU-9] with a trusted node, nothing that a constant liar reported stands when the job is released', () => {
  fc.assert(
    fc.property(story, (bytes) => {
      const { accepted, cast } = tellStory(bytes, new Set(['churn', 'repeat']))
      if (cast.hasTrusted) for (const { isTrue } of accepted.values()) expect(isTrue).toBe(true)
    }),
    { numRuns: runs },
  )
}, 600_000)

test('[TRU-7] no report of a barred device counts unless another device’s copy agreed', () => {
  fc.assert(
    fc.property(story, (bytes) => {
      const { board, accepted } = tellStory(bytes, new Set(ALL))
      const job = board.jobs.get(JOB)
      for (const unit of job?.units.values() ?? [])
        if (isBarred(board, unit.deviceId)) expect(unit.copies.size).toBeGreaterThan(0)
      for (const [unitId, { by }] of accepted) expect(job?.units.get(unitId)?.deviceId).toBe(by)
    }),
    { numRuns: runs / 2 },
  )
}, 600_000)

test('[TRU-10] the same events and chances ask for the same effects', () => {
  fc.assert(
    fc.property(story, fc.integer(), (bytes, seed) => {
      const chance = () => {
        let state = seed
        return { next: () => (state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff) / 2 ** 31 }
      }
      const { log } = tellStory(bytes, new Set(ALL))
      const replayed = [emptyTrustBoard(), emptyTrustBoard()].map((board) => {
        const dice = chance()
        return log.map(({ event }) => step(board, event, defaultTrustPolicy, dice).effects)
      })
      expect(replayed[0]).toEqual(replayed[1])
    }),
    { numRuns: runs / 20 },
  )
}, 600_000)

test('[TRU-2] a device that was proven wrong in a former job is barred when it joins, until a person clears it', () => {
  const world = createWorld(() => 0.5)
  const reputation = { passed: 0, proven: 1, at: 0 }
  world.tell({ type: 'device-joined', deviceId: device('d'), isTrusted: false, reputation })
  expect(world.barred.has(device('d'))).toBe(true)
  world.tell({ type: 'device-cleared', deviceId: device('d') })
  expect(isBarred(world.board, device('d'))).toBe(false)
})
