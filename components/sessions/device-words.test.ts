import { expect, test } from 'vitest'
import type { WorkerView } from '@/lib/protocol/faculty'
import { deviceWords, warmWords } from './device-words'

const worker = (over: Partial<WorkerView>): WorkerView => ({
  ...{ workerId: 'w', name: 'Phone', isLocal: false, backend: 'webgl', transport: 'peer', status: 'idle' },
  ...{ pausedBy: [], restsUntil: null, isTrusted: false, unitsDone: 0, framesDone: 0, failures: 0, medianUnitMs: null },
  ...{
    framesPerS: null,
    slowdown: 1,
    holds: 0,
    load: 0,
    batteryPct: null,
    isCharging: null,
    isVisible: true,
    checks: null,
  },
  ...over,
})

test('[UI-6] a tile says who holds a device back, the owner’s own wish first', () => {
  const paused = (...pausedBy: WorkerView['pausedBy']) => deviceWords(worker({ status: 'paused', pausedBy }))
  expect(paused('faculty', 'volunteer')).toBe('Paused by its owner')
  expect(paused('hidden')).toBe('Its page is in the background')
  expect(paused('battery', 'faculty')).toBe('Spares its battery')
  expect(paused('faculty')).toBe('Paused by you')
})

test('[UI-6] who stands by for want of work is told from who was told to', () => {
  expect(deviceWords(worker({ status: 'standing-by' }))).toBe('Stands by until there is work')
  expect(deviceWords(worker({ status: 'standing-by', pausedBy: ['stand-by'] }))).toBe('Stands by')
})

test('[UI-6] a rest says until when, failures are counted', () => {
  const restsUntil = new Date(2026, 1, 3, 14, 5).getTime()
  expect(deviceWords(worker({ status: 'resting', pausedBy: ['break'], restsUntil }))).toBe('Rests until 14:05')
  expect(deviceWords(worker({ status: 'resting', restsUntil, failures: 2 }))).toBe(
    'Rests after failures until 14:05, 2 failures',
  )
})

test('[UI-6] a device that slows down is said to be warm, an ordinary one is not', () => {
  expect(warmWords(worker({ slowdown: 1.1 }))).toBeNull()
  expect(warmWords(worker({ slowdown: 1.62 }))).toBe('1.6 × slower, it may be warm')
})
