import { expect, test } from 'vitest'
import { DESCRIPTOR_LENGTH, type DescribedFace } from '../recognition/face'
import { compareFace, compareFrame, compareFrames, toleranceOf } from './agreement'

const face = (x: number, value: number, score = 0.9): DescribedFace => ({
  ...{ box: { x, y: 50, width: 80, height: 100 }, score, landmarks: [] },
  quality: { value: 1, widthPx: 80, sharpness: 100, brightness: 128, yaw: 0, rollDeg: 0 },
  descriptor: new Float32Array(DESCRIPTOR_LENGTH).fill(value),
})
const described = (...faces: DescribedFace[]) => ({ outcome: 'described', faces }) as const
const failed = { outcome: 'failed' } as const
const alike = toleranceOf(['wasm/1e-6', 'webgl/1e-4'])

test('[TRU-1] answers agree when faces pair by overlap and descriptors are near, in any order', () => {
  const one = described(face(0, 0.1), face(300, 0.2))
  const two = described(face(302, 0.2), face(1, 0.101))
  expect(compareFrame(one, two, alike)).toBe('agree')
  expect(compareFrame(two, one, alike)).toBe('agree')
})

test('[TRU-1] a bent descriptor, a clear face that one did not see, a frame that one could not read: they differ', () => {
  const one = described(face(0, 0.1))
  expect(compareFrame(one, described(face(0, 0.15)), alike)).toBe('differ')
  expect(compareFrame(one, described(), alike)).toBe('differ')
  expect(compareFrame(described(), one, alike)).toBe('differ')
  expect(compareFrame(one, failed, alike)).toBe('differ')
  expect(compareFrames([one], [one, one], alike)).toEqual(['differ'])
})

test('[TRU-1] a face near the detector’s threshold counts neither way', () => {
  expect(compareFrame(described(face(0, 0.1)), described(face(0, 0.1), face(300, 0.2, 0.55)), alike)).toBe('agree')
  expect(compareFrame(described(), described(face(300, 0.2, 0.55)), alike)).toBe('unclear')
})

test('[TRU-1] nothing seen by both proves nothing', () => {
  expect(compareFrame(described(), described(), alike)).toBe('unclear')
  expect(compareFrame(failed, failed, alike)).toBe('unclear')
})

test('[TRU-1] two faces that overlap are paired as they overlap most', () => {
  const one = described(face(0, 0.1), face(30, 0.2))
  expect(compareFrame(one, described(face(29, 0.2), face(2, 0.1)), alike)).toBe('agree')
})

test('[TRU-1] chips with coarse arithmetic get more room, rendered pictures too, nobody without bound', () => {
  const bent = (by: number) => compareFrame(described(face(0, 0)), described(face(0, by / Math.sqrt(128))), alike)
  expect(bent(0.19)).toBe('agree')
  expect(bent(0.21)).toBe('differ')
  expect(toleranceOf(['webgl/1e-1', 'wasm/1e-6']).mostApart).toBeCloseTo(0.3)
  expect(toleranceOf(['webgl/1e9', 'nonsense']).mostApart).toBeCloseTo(0.3)
  expect(toleranceOf(['wasm/1e-6', 'wasm/1e-6'], 're-rendered').mostApart).toBeCloseTo(0.3)
})

test('[TRU-1] a face claimed where a trusted node finds none differs if it was clear', () => {
  const again = (value: number, quality = 1) => ({ descriptor: face(0, value).descriptor, quality })
  expect(compareFace(face(0, 0.1), null, alike)).toBe('differ')
  expect(compareFace(face(0, 0.1, 0.55), null, alike)).toBe('unclear')
  expect(compareFace(face(0, 0.1), again(0.1), alike)).toBe('agree')
  expect(compareFace(face(0, 0.1), again(0.2), alike)).toBe('differ')
  // By the trusted node's measure, whatever was claimed.
  expect(compareFace(face(0, 0.1), again(0.2, 0.1), alike)).toBe('unclear')
})

test('[TRU-1] a view too poor to tell counts neither way, unless the other device saw it well', () => {
  const poor = (x: number, value: number) => ({ ...face(x, value), quality: { ...face(0, 0).quality, value: 0.1 } })
  expect(compareFrame(described(poor(0, 0.1)), described(poor(0, 0.2)), alike)).toBe('unclear')
  expect(compareFrame(described(), described(poor(0, 0.2)), alike)).toBe('unclear')
  expect(compareFrame(described(face(0, 0.1)), described(poor(0, 0.2)), alike)).toBe('differ')
})

test('[TRU-1] another best view of the same face agrees, another face in its place differs', () => {
  const located = (x: number, value: number) => ({ ...face(x, value), isLocated: true as const })
  expect(compareFrame(described(face(0, 0.1)), described(located(0, 0.12)), alike)).toBe('agree')
  expect(compareFrame(described(located(0, 0.1)), described(face(0, 0.2)), alike)).toBe('differ')
  expect(compareFrame(described(located(0, 0.1)), described(), alike)).toBe('unclear')
})
