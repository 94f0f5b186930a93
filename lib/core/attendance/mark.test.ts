import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Roll, Track, Verdict } from '../merging/roll'
import { personOf } from '../recognition/testing/synthetic-faces'
import { accountFrames } from './account-frames'
import { frameSpans } from './frame-time'
import { joinIntervals, totalSeconds } from './intervals'
import { markPeople } from './mark'
import { DEFAULT_ATTENDANCE_POLICY, type AttendancePolicy } from './policy'

const ann = personOf('ann')
const bea = personOf('bea')
const person = (personId = ann): Verdict => ({ kind: 'person', personId, distance: 0.4, margin: 0.1, confidence: 0.95 })
const doubt = (personId = ann): Verdict => ({
  kind: 'review',
  personId,
  distance: 0.5,
  margin: 0.03,
  confidence: 0.4,
  why: 'far-from-photos',
})

/** A class of one frame a second in which the given verdict was seen at the given seconds. */
function rollOf(lengthS: number, ...seen: readonly { verdict: Verdict; atS: readonly number[] }[]): Roll {
  const tracks = seen.map(({ verdict, atS }, index): Track => {
    const sightings = atS.map((at) => ({
      atS: at,
      box: { x: 0, y: 0, width: 50, height: 50 },
      quality: 0.5,
      distance: 0.4,
    }))
    const best = sightings[0]
    if (!best) throw new Error('a track has a sighting')
    return { index, verdict, startS: best.atS, endS: atS.at(-1) ?? 0, best, sightings, accepted: [] }
  })
  const frameTimesS = Array.from({ length: lengthS }, (_, atS) => atS)
  return { tracks, unknown: [], frameTimesS, faceCount: 0 }
}
const seconds = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i)

function markOf(roll: Roll, policy: Partial<AttendancePolicy> = {}, classDurationS = roll.frameTimesS.length) {
  const [mark] = markPeople({
    roster: [ann],
    roll,
    policy: { ...DEFAULT_ATTENDANCE_POLICY, ...policy },
    classDurationS,
    sampleS: 1,
  })
  if (!mark) throw new Error('one mark a person')
  return mark
}

test('[ATT-1] everybody on the roster has exactly one mark, in the order of the roster', () => {
  const marks = markPeople({
    roster: [bea, ann],
    roll: rollOf(10, { verdict: person(), atS: [1, 2] }),
    classDurationS: 10,
    sampleS: 1,
  })
  expect(marks.map((mark) => [mark.personId, mark.status])).toEqual([
    ['bea', 'absent'],
    ['ann', 'present'],
  ])
})

test('[ATT-2] gaps up to the policy’s length are presence, longer ones are not', () => {
  const roll = rollOf(400, { verdict: person(), atS: [...seconds(0, 10), ...seconds(50, 60), ...seconds(300, 310)] })
  expect(markOf(roll).intervals).toEqual([
    { startS: 0, endS: 60 },
    { startS: 300, endS: 310 },
  ])
  expect(markOf(roll)).toMatchObject({ seenS: 70, firstSeenS: 0, lastSeenS: 310, sightings: 30 })
})

test('[ATT-2] intervals never overlap, never lie outside the class, and never grow by leaving moments out', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat({ max: 199 }), { minLength: 1, maxLength: 40 }),
      fc.nat({ max: 90 }),
      (atS, fillGapS) => {
        const sorted = [...atS].sort((one, two) => one - two)
        const { intervals, seenS } = markOf(rollOf(200, { verdict: person(), atS: sorted }), { fillGapS })
        intervals.forEach((interval, i) => {
          expect(interval.endS).toBeLessThanOrEqual(200)
          expect(interval.startS).toBeGreaterThan(intervals[i - 1]?.endS ?? -1)
        })
        const fewer = markOf(rollOf(200, { verdict: person(), atS: sorted.slice(0, -1).concat(sorted.slice(0, 1)) }), {
          fillGapS,
        })
        expect(fewer.seenS).toBeLessThanOrEqual(seenS)
      },
    ),
  )
})

describe('[ATT-3] the policy decides between present, late, left early and absent', () => {
  const policy = { lateAfterS: 60, leftEarlyBeforeS: 60, fillGapS: 10 }
  test.each([
    ['present', seconds(10, 390)],
    ['late', seconds(61, 400)],
    ['left-early', seconds(0, 300)],
  ])('%s', (status, atS) => {
    expect(markOf(rollOf(400, { verdict: person(), atS }), policy).status).toBe(status)
  })

  test('present asks for the seconds and for the share of the class', () => {
    const roll = rollOf(400, { verdict: person(), atS: seconds(0, 100) })
    const seen = (presentMinS: number, presentMinShare: number) =>
      markOf(roll, { presence: { kind: 'seen', presentMinS, presentMinShare } }).status
    expect(seen(100, 0.25)).toBe('present')
    expect(seen(200, 0)).toBe('absent')
    expect(seen(0, 0.5)).toBe('absent')
  })

  test('nobody can be asked to be seen for longer than the class lasted', () => {
    const roll = rollOf(20, { verdict: person(), atS: seconds(0, 20) })
    expect(markOf(roll, { presence: { kind: 'seen', presentMinS: 600, presentMinShare: 0 } }).status).toBe('present')
  })

  test('the classic count is the share of frames', () => {
    const presence = { kind: 'percentage', minPct: 75 } as const
    const seen = (to: number) => markOf(rollOf(100, { verdict: person(), atS: seconds(0, to) }), { presence }).status
    expect(seen(75)).toBe('present')
    expect(seen(70)).toBe('review')
    expect(seen(30)).toBe('absent')
  })
})

test('[ATT-4] borderline and doubt go to review, never to present', () => {
  const short = rollOf(400, { verdict: person(), atS: seconds(0, 90) })
  const presence = { kind: 'seen', presentMinS: 100, presentMinShare: 0 } as const
  expect(markOf(short, { presence })).toMatchObject({ status: 'review', reason: expect.stringContaining('short of') })
  const doubtful = markOf(rollOf(50, { verdict: doubt(), atS: seconds(0, 20) }))
  expect(doubtful).toMatchObject({ status: 'review', seenS: 0, sightings: 0, intervals: [] })
  expect(doubtful.best?.trackIndex).toBe(0)
})

test('[ATT-5] a doubtful second track does not spoil a certain mark', () => {
  const roll = rollOf(50, { verdict: person(), atS: seconds(0, 20) }, { verdict: doubt(), atS: seconds(30, 40) })
  expect(markOf(roll)).toMatchObject({ status: 'present', seenS: 20 })
})

test('[ATT-6] every mark has one sentence and a confidence that fits it', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat({ max: 99 }), { minLength: 1 }),
      fc.constantFrom(person(), doubt()),
      fc.nat({ max: 100 }),
      (atS, verdict, presentMinS) => {
        const presence = { kind: 'seen', presentMinS, presentMinShare: 0 } as const
        const mark = markOf(rollOf(100, { verdict, atS: atS.sort((one, two) => one - two) }), { presence })
        expect(mark.reason).toMatch(/^[A-Z][^.]*\.$/)
        expect(mark.confidence).toBeGreaterThan(0)
        expect(mark.confidence).toBeLessThan(1)
      },
    ),
  )
})

test('[ATT-7] a frame stands for the still frames that were skipped after it, but not for a camera that was off', () => {
  const spans = frameSpans([0, 3, 5, 600], { sampleS: 1, untilS: 600.5 })
  expect([...spans.values()]).toEqual([
    { startS: 0, endS: 3 },
    { startS: 3, endS: 5 },
    { startS: 5, endS: 9 },
    { startS: 600, endS: 600.5 },
  ])
})

test('[ATT-8] joined intervals hold every stretch and add up to no more than its span', () => {
  const stretch = fc
    .tuple(fc.nat({ max: 500 }), fc.nat({ max: 50 }))
    .map(([startS, length]) => ({ startS, endS: startS + length }))
  fc.assert(
    fc.property(fc.array(stretch, { maxLength: 30 }), fc.nat({ max: 40 }), (stretches, fillGapS) => {
      const joined = joinIntervals(stretches, fillGapS)
      for (const { startS, endS } of stretches)
        expect(joined.some((whole) => whole.startS <= startS && whole.endS >= endS)).toBe(true)
      expect(totalSeconds(joined)).toBeLessThanOrEqual(550)
      expect(joinIntervals(joined, fillGapS)).toEqual(joined)
    }),
  )
})

test('[ATT-9] frames add up: described + skipped + failed = offered, and what is missing is said', () => {
  expect(accountFrames({ offered: 100, skipped: 30, described: 68, failed: 2 })).toMatchObject({
    kept: 70,
    isBalanced: true,
  })
  expect(accountFrames({ offered: 100, skipped: 30, described: 60, failed: 2 })).toMatchObject({
    outstanding: 8,
    isBalanced: false,
  })
})
