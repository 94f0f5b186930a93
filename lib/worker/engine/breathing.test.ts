import { expect, test } from 'vitest'
import { createBreathing, sleepUntilAborted } from './breathing'

test('[NOD-18] work takes the share of the time that its owner chose', async () => {
  let at = 0
  const breathe = createBreathing(0.25, { now: () => at, sleep: async (ms) => void (at += ms) })
  let workedMs = 0
  for (const workMs of [300, 100, 250]) {
    at += workMs
    workedMs += workMs
    await breathe()
  }
  expect(workedMs / at).toBeCloseTo(0.25)
})

test('[NOD-7] a rest ends at once when the unit is broken off', async () => {
  const stop = new AbortController()
  const rested = sleepUntilAborted(stop.signal)(60_000)
  stop.abort()
  await rested
  await sleepUntilAborted(stop.signal)(60_000)
})
