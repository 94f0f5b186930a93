import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chipTransform, mirrorChip, warpChip, type SimilarityTransform } from './alignment'
import { meanFace, placed } from './testing/mean-face'

const placement = fc.record({
  x: fc.double({ min: -200, max: 2000, noNaN: true }),
  y: fc.double({ min: -200, max: 2000, noNaN: true }),
  sizePx: fc.double({ min: 20, max: 900, noNaN: true }),
  rollDeg: fc.double({ min: -55, max: 55, noNaN: true }),
})

test('[REC-1] wherever a face lies and however it is tilted, its points land on the mean shape of the chip', () => {
  fc.assert(
    fc.property(placement, (place) => {
      const landmarks = placed(meanFace(), place)
      const transform = chipTransform(landmarks)
      expect(transform).not.toBeNull()
      if (!transform) return
      meanFace().forEach((value, i) => {
        if (i < 34 || i % 2) return
        const at = apply(transform, landmarks[i] ?? 0, landmarks[i + 1] ?? 0)
        expect(at.x).toBeCloseTo(((0.25 + value) / 1.5) * 150, 4)
      })
    }),
  )
})

test('[REC-1] points that make no face give no transform', () => {
  expect(chipTransform([])).toBeNull()
  expect(chipTransform(new Array<number>(136).fill(7))).toBeNull()
  expect(chipTransform(new Array<number>(136).fill(NaN))).toBeNull()
  expect(chipTransform(placed(meanFace(), { x: 0, y: 0, sizePx: 100, rollDeg: 90 }))).toBeNull()
})

test('[REC-2] a warp of the same size is the picture itself', () => {
  const rgb = Float32Array.from({ length: 20 * 20 * 3 }, (_, i) => (i * 37) % 256)
  expect([...warpChip(rgb, 20, 20, { a: 1, b: 0, tx: 0, ty: 0 }, 20)]).toEqual([...rgb])
})

test('[REC-2] a shrinking warp averages: fine stripes become grey, not stripes', () => {
  const size = 600
  const rgb = new Uint8Array(size * size * 3)
  for (let i = 0; i < size * size; i++) if ((i % size) % 2) rgb.fill(200, i * 3, i * 3 + 3)
  const chip = warpChip(rgb, size, size, { a: 0.25, b: 0, tx: 0, ty: 0 }, 150)
  expect(Math.min(...chip)).toBeCloseTo(100, 3)
  expect(Math.max(...chip)).toBeCloseTo(100, 3)
})

test('[REC-2] what lies outside the frame is black, and bytes and floats give the same chip', () => {
  const bytes = new Uint8Array(10 * 10 * 3).fill(90)
  const shifted: SimilarityTransform = { a: 1, b: 0, tx: 5, ty: 0 }
  const chip = warpChip(bytes, 10, 10, shifted, 10)
  expect(chip[0]).toBe(0)
  expect(chip[9 * 3]).toBe(90)
  expect(warpChip(Float32Array.from(bytes), 10, 10, shifted, 10)).toEqual(chip)
})

test('[REC-3] a mirrored chip mirrored again is the chip', () => {
  const chip = Float32Array.from({ length: 150 * 150 * 3 }, (_, i) => i % 251)
  const isSame = (other: Float32Array) => other.every((value, i) => value === chip[i])
  expect(isSame(mirrorChip(chip))).toBe(false)
  expect(isSame(mirrorChip(mirrorChip(chip)))).toBe(true)
})

function apply({ a, b, tx, ty }: SimilarityTransform, x: number, y: number) {
  return { x: a * x - b * y + tx, y: b * x + a * y + ty }
}
