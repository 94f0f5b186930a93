import { expect, test } from 'vitest'
import { fillNetInput } from './resample'

const plain = { mean: [0, 0, 0], scale: 1 } as const

function grey(widthPx: number, heightPx: number, value: (x: number, y: number) => number) {
  const rgb = new Uint8Array(widthPx * heightPx * 3)
  for (let i = 0; i < widthPx * heightPx; i++) rgb.fill(value(i % widthPx, Math.floor(i / widthPx)), i * 3, i * 3 + 3)
  return { rgb, widthPx, heightPx }
}

test('[ENG-3] a picture of the net’s size goes through unchanged, in its place of the batch', () => {
  const picture = grey(4, 4, (x, y) => x * 10 + y)
  const batch = new Float32Array(2 * 4 * 4 * 3)
  fillNetInput(batch, 1, picture, { x: 0, y: 0, sizePx: 4 }, 4, plain)
  expect([...batch.slice(48)]).toEqual([...picture.rgb])
  expect(batch.slice(0, 48).every((value) => value === 0)).toBe(true)
})

test('[ENG-3] shrinking averages: no stripe of one pixel is lost', () => {
  const batch = new Float32Array(2 * 2 * 3)
  fillNetInput(
    batch,
    0,
    grey(16, 16, (x) => (x % 8 === 3 ? 160 : 0)),
    { x: 0, y: 0, sizePx: 16 },
    2,
    plain,
  )
  expect(Math.min(...batch)).toBeGreaterThan(10)
})

test('[ENG-3] what lies outside the picture is black before it is normalised', () => {
  const batch = new Float32Array(4 * 4 * 3)
  const norm = { mean: [100, 100, 100], scale: 0.5 } as const
  fillNetInput(
    batch,
    0,
    grey(4, 2, () => 200),
    { x: 0, y: 0, sizePx: 4 },
    4,
    norm,
  )
  expect(batch[0]).toBe(50)
  expect(batch[4 * 4 * 3 - 1]).toBe(-50)
})
