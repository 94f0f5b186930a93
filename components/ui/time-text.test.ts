import { expect, test } from 'vitest'
import { clockText, durationText, timeLeftText, timeRangeText } from './time-text'

test('[UI-2] a moment of the recording reads as a clock', () => {
  expect([0, 75.9, 3675].map(clockText)).toEqual(['0:00', '1:15', '1:01:15'])
})

test('[UI-2] a length of time reads in words, never with a zero part', () => {
  expect([42, 60, 150, 3600, 5400, 7199].map(durationText)).toEqual([
    '42 s',
    '1 min',
    '2 min 30 s',
    '1 h',
    '1 h 30 min',
    '2 h',
  ])
})

test('[UI-2] time left is told as roughly as it is known, and not at all while unknown', () => {
  expect([null, Number.NaN, 2, 13, 58, 95, 700].map(timeLeftText)).toEqual([
    null,
    null,
    'a few seconds left',
    'about 15 s left',
    'about 1 min left',
    'about 1 min 30 s left',
    'about 12 min left',
  ])
})

test('[UI-2] how sure a time left is, said as roughly as it is known', () => {
  expect(timeRangeText({ leastS: 38, mostS: 122 })).toBe('Likely between 40 s and 2 min.')
  expect(timeRangeText({ leastS: 400, mostS: 1300 })).toBe('Likely between 6 min 30 s and 22 min.')
  expect(timeRangeText({ leastS: 41, mostS: 42 })).toBeNull()
  expect(timeRangeText({ leastS: 1, mostS: 9 })).toBeNull()
})
