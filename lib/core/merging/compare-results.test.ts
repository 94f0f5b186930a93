import { expect, test } from 'vitest'
import { DESCRIPTOR_LENGTH, type DescribedFace } from '../recognition/face'
import { compareResults } from './compare-results'

const face = (x: number, value: number, score = 0.9): DescribedFace => ({
  ...{ box: { x, y: 50, width: 80, height: 100 }, score, landmarks: [] },
  quality: { value: 1, widthPx: 80, sharpness: 100, brightness: 128, yaw: 0, rollDeg: 0 },
  descriptor: new Float32Array(DESCRIPTOR_LENGTH).fill(value),
})
const described = (...faces: DescribedFace[]) => [{ outcome: 'described', faces } as const]

test('[MRG-8] answers agree when faces pair by overlap and descriptors are near, in any order', () => {
  const one = described(face(0, 0.1), face(300, 0.2))
  expect(compareResults(one, described(face(302, 0.2), face(1, 0.101)))).toBe('agree')
})

test('[MRG-8] a bent descriptor, a clear face that one did not see, another number of frames: they differ', () => {
  const one = described(face(0, 0.1))
  expect(compareResults(one, described(face(0, 0.15)))).toBe('differ')
  expect(compareResults(one, described())).toBe('differ')
  expect(compareResults(described(), one)).toBe('differ')
  expect(compareResults(one, [...one, ...one])).toBe('differ')
  expect(compareResults(one, [{ outcome: 'failed' }])).toBe('differ')
})

test('[MRG-8] a face near the detector’s threshold counts neither way', () => {
  expect(compareResults(described(face(0, 0.1)), described(face(0, 0.1), face(300, 0.2, 0.55)))).toBe('agree')
})

test('[MRG-8] another best view of the same face agrees, another face in its place differs', () => {
  const located = (x: number, value: number) => ({ ...face(x, value), isLocated: true as const })
  expect(compareResults(described(face(0, 0.1)), described(located(0, 0.12)))).toBe('agree')
  expect(compareResults(described(located(0, 0.1)), described(face(0, 0.12)))).toBe('agree')
  expect(compareResults(described(face(0, 0.1)), described(located(0, 0.2)))).toBe('differ')
})
