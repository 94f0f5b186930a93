import { expect, test } from 'vitest'
import { defaultPolicy } from '../scheduling/policy'
import { leastMs, type Classroom } from './classroom'
import { figuresOf } from './figures'
import { createRandom } from './random'
import { scenarios } from './scenarios'
import { simulate } from './simulate'
import { createTimeline } from './timeline'

const roomOf = (name: string, seed: number, mode: 'dynamic' | 'static' | 'weighted' = 'dynamic'): Classroom => {
  const scenario = scenarios.find((one) => one.name === name)
  if (!scenario) throw new Error(`no scenario ${name}`)
  return scenario.build(createRandom(seed), mode)
}
const run = (room: Classroom, seed: number) => simulate(room, defaultPolicy, createRandom(seed))

test('[SCH-16] the same seed gives the same run', () => {
  expect(run(roomOf('S2', 5), 5)).toEqual(run(roomOf('S2', 5), 5))
})

// The largest room is left to `npm run simulate`.
test.each(scenarios.map(({ name }) => name).filter((name) => name !== 'S0 n=300'))(
  '[SCH-2] [SCH-4] %s: every unit is accepted exactly once, as a single worker would have done',
  (name) => {
    const room = roomOf(name, 3)
    const { accepted, givenUp, finishedAtMs } = run(room, 3)
    const alone = room.jobs.flatMap((job) => job.units.map((_, position) => `${job.name}:${position}`))
    expect(accepted.map(({ unit }) => unit).toSorted()).toEqual(alone.toSorted())
    expect(givenUp).toEqual([])
    expect(finishedAtMs).not.toBe(null)
  },
)

test.each(['static', 'weighted'] as const)('[SCH-12] S2 in %s mode: every unit is accepted exactly once', (mode) => {
  const room = roomOf('S2', 2, mode)
  expect(figuresOf(room, run(room, 2)).lost).toBe(0)
})

test('[SCH-9] two black holes take no more than five units each before they rest', () => {
  const room = roomOf('S8', 1)
  const outcome = run(room, 1)
  expect(new Set(outcome.rests.map(({ worker }) => worker)).size).toBe(2)
  expect(figuresOf(room, outcome).absorbed).toBeLessThanOrEqual(5)
})

test('the least time counts devices only while they are there', () => {
  const room = roomOf('S0', 1)
  const half = { ...room, devices: room.devices.slice(0, 8).map((device) => ({ ...device, joinsAtMs: 0 })) }
  const whole = { ...room, devices: room.devices.map((device) => ({ ...device, joinsAtMs: 0 })) }
  expect(leastMs(half)).toBeCloseTo(2 * leastMs(whole), 3)
})

test('virtual time passes in order, and what was called off never happens', () => {
  const timeline = createTimeline()
  const seen: string[] = []
  timeline.plan(20, () => seen.push(`late at ${timeline.now()}`))
  timeline.plan(10, () => {
    seen.push('first')
    timeline.plan(0, () => seen.push('third'))
  })
  timeline.plan(10, () => seen.push('second'))
  timeline.plan(15, () => seen.push('never'))()
  timeline.run(() => false)
  expect(seen).toEqual(['first', 'second', 'third', 'late at 20'])
})
