import fc from 'fast-check'
import { expect, test } from 'vitest'
import { observePace, remainingS, unknownPace } from './time-left'

const paceOf = (marks: readonly (readonly [number, number])[]) =>
  marks.reduce((pace, [atMs, done]) => observePace(pace, atMs, done), unknownPace)

test('[VID-11] steady work has a known end', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 4, max: 300 }), (perSecond, seconds) => {
      const marks = Array.from({ length: seconds }, (_, second) => [second * 1_000, second * perSecond] as const)
      const total = perSecond * seconds * 3
      expect(remainingS(paceOf(marks), total)).toBeCloseTo(seconds * 3 - (seconds - 1), 6)
    }),
  )
})

test('[VID-11] nothing is claimed before anything moved, and nothing is left at the end', () => {
  expect(remainingS(unknownPace, 10)).toBeNull()
  expect(remainingS(paceOf([[0, 0]]), 10)).toBeNull()
  expect(
    remainingS(
      paceOf([
        [0, 0],
        [5_000, 0],
      ]),
      10,
    ),
  ).toBeNull()
  expect(remainingS(paceOf([[0, 10]]), 10)).toBe(0)
})

test('[VID-11] the pace follows a network that slows down', () => {
  const fast = Array.from({ length: 30 }, (_, second) => [second * 1_000, second * 100] as const)
  const slow = Array.from({ length: 30 }, (_, second) => [30_000 + second * 1_000, 3_000 + second] as const)
  expect(remainingS(paceOf([...fast, ...slow]), 3_129)).toBeCloseTo(100, 0)
})

test('[VID-11] beginning anew forgets the old pace', () => {
  expect(
    remainingS(
      paceOf([
        [0, 0],
        [2_000, 50],
        [3_000, 0],
      ]),
      100,
    ),
  ).toBeNull()
})
