import { expect, test } from 'vitest'
import { brand, type Instant } from '../ids'
import { newReputation, notePassed, noteProven, reputationAt, standingOf } from './reputation'

const day = (count: number) => brand<Instant>(count * 24 * 3_600_000)

test('[TRU-2] a device gets better known with each check and is half forgotten in a term', () => {
  let reputation = newReputation(day(0))
  const standings = Array.from({ length: 40 }, () => {
    reputation = notePassed(reputation, day(0))
    return standingOf(reputation)
  })
  expect(standings).toEqual(standings.toSorted((one, other) => one - other))
  expect(standings.at(-1)).toBeLessThan(1)
  expect(reputationAt(reputation, day(90)).passed).toBeCloseTo(20)
})

test('[TRU-2] one proven lie takes all standing, and no later honesty gives it back', () => {
  let reputation = newReputation(day(0))
  for (let check = 0; check < 100; check++) reputation = notePassed(reputation, day(0))
  reputation = notePassed(noteProven(reputation, day(1)), day(2))
  expect(standingOf(reputation)).toBe(0)
  expect(reputationAt(reputation, day(4_000)).proven).toBe(1)
})

test('[TRU-2] it survives being kept as JSON', () => {
  const reputation = notePassed(newReputation(day(0)), day(1))
  expect(JSON.parse(JSON.stringify(reputation))).toEqual(reputation)
})
