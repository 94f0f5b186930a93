import { expect, test } from 'vitest'
import type { NodePhase } from '@/lib/worker/node/node-state'
import { describeBattery, describePhase, describeShare, describeThanks, describeWarmth } from './sentences'

const phases: readonly NodePhase[] = [
  { type: 'idle' },
  { type: 'preparing', preparation: { step: 'downloading', loadedBytes: 4_200_000, totalBytes: 12_400_000 } },
  { type: 'preparing', preparation: { step: 'calibrating', backend: 'webgl', done: 0, total: 3 } },
  { type: 'connecting', failedAttempts: 0 },
  { type: 'waiting' },
  { type: 'working', framesDone: 1, frameCount: 4 },
  ...(['you', 'faculty', 'hidden', 'battery', 'charger'] as const).map((by) => ({
    type: 'paused' as const,
    by,
  })),
  { type: 'reconnecting', failedAttempts: 3 },
  ...(['you', 'session-over', 'removed', 'replaced-by-reload'] as const).map((reason) => ({
    type: 'stopped' as const,
    reason,
  })),
  ...(['unknown-code', 'protocol-mismatch', 'model-mismatch', 'not-signed-in', 'engine-failed'] as const).map(
    (reason) => ({ type: 'refused' as const, reason }),
  ),
]

test('[NOD-16] every phase is said in about five words', () => {
  for (const phase of phases) {
    const words = describePhase(phase).doing.split(' ').length
    expect(words, JSON.stringify(phase)).toBeGreaterThanOrEqual(3)
    expect(words, JSON.stringify(phase)).toBeLessThanOrEqual(6)
  }
})

test('[NOD-16] every trouble says what to do or what is safe', () => {
  for (const phase of phases) if (phase.type === 'refused') expect(describePhase(phase).more).toMatch(/\w\.$/)
  expect(describePhase({ type: 'reconnecting', failedAttempts: 3 }).more).toMatch(/same network/)
})

test('[NOD-16] the download is told in numbers', () => {
  const [, downloading] = phases
  expect(downloading && describePhase(downloading).more).toBe('4.2 of 12.4 MB. Only the first time.')
})

test('[NOD-16] the thanks count honestly', () => {
  expect(describeThanks({ unitsDone: 0, framesDone: 0, facesFound: 0 })).toMatch(/did not get to any pictures/)
  expect(describeThanks({ unitsDone: 1, framesDone: 1, facesFound: 1 })).toBe(
    'This device looked at 1 picture and found 1 face.',
  )
  expect(describeThanks({ unitsDone: 300, framesDone: 1234, facesFound: 20 })).toBe(
    'This device looked at 1,234 pictures and found 20 faces.',
  )
})

test('[NOD-16] a device with nothing to do says what it waits for', () => {
  const share = {
    phase: 'working',
    unitsDoneByYou: 1,
    framesDoneByYou: 4,
    unitsDone: 3,
    unitsTotal: 9,
    workerCount: 2,
  } as const
  const waiting = (waitsFor: 'job' | 'frames' | 'turn' | 'others' | 'nothing') =>
    describePhase({ type: 'waiting' }, { ...share, waitsFor })
  expect(waiting('frames').more).toMatch(/still being read/)
  expect(waiting('others').more).toMatch(/given out/)
  expect(waiting('job').doing).toBe('Waiting for the first pictures')
  for (const reason of ['job', 'frames', 'turn', 'others', 'nothing'] as const) {
    const words = waiting(reason).doing.split(' ').length
    expect(words).toBeGreaterThanOrEqual(3)
    expect(words).toBeLessThanOrEqual(6)
  }
})

test('[NOD-16] the share of the class’s work is what was done of what is done, and nothing of nothing', () => {
  const share = { phase: 'working', waitsFor: 'turn', framesDoneByYou: 8, unitsTotal: 9, workerCount: 2 } as const
  expect(describeShare({ ...share, unitsDoneByYou: 2, unitsDone: 8 })).toBe('25 % of what is done')
  expect(describeShare({ ...share, unitsDoneByYou: 0, unitsDone: 0 })).toBe('nothing done yet')
  expect(describeShare(null)).toBe('nothing done yet')
})

test('[NOD-16] battery and warmth are said where they are known', () => {
  expect(describeBattery({ isVisible: true, batteryPct: 81, isCharging: true })).toBe('81 %, charging')
  expect(describeBattery({ isVisible: true, batteryPct: 40, isCharging: false })).toBe('40 %, not charging')
  expect(describeBattery({ isVisible: true, batteryPct: null, isCharging: null })).toBeNull()
  expect(describeWarmth(1.05)).toBe('as quick as at first')
  expect(describeWarmth(1.5)).toBe('1.5 × slower, it may be warm')
})
