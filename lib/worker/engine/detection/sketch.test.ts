import { expect, test } from 'vitest'
import type { Picture } from '../picture'
import { isCut, isStill, likeness, patchOf, sketchOf } from './sketch'

/** A grey picture from a function of the place. */
function picture(of: (x: number, y: number) => number, widthPx = 640, heightPx = 360): Picture {
  const rgb = new Uint8Array(widthPx * heightPx * 3)
  for (let i = 0; i < widthPx * heightPx; i++) rgb.fill(of(i % widthPx, Math.floor(i / widthPx)), i * 3, i * 3 + 3)
  return { rgb, widthPx, heightPx }
}
const room = (x: number, y: number) => ((Math.floor(x / 40) + Math.floor(y / 40)) % 2 === 0 ? 60 : 160)
const box = { x: 300, y: 100, width: 60, height: 80 }

test('[ENG-13] the same room is no cut, nor is a lamp; another picture is one', () => {
  const before = sketchOf(picture(room))
  expect(isCut(before, sketchOf(picture((x, y) => room(x, y) + 3)))).toBe(false)
  expect(isCut(before, sketchOf(picture((x, y) => room(x, y) + 60)))).toBe(false)
  expect(isCut(before, sketchOf(picture((x, y) => room(x + 40, y))))).toBe(true)
  expect(isCut(before, sketchOf(picture(room, 360, 640)))).toBe(true)
})

test('[ENG-13] noise is still, a face that moves a little is not, and what moves elsewhere does not matter', () => {
  const before = sketchOf(picture(room))
  const noise = (x: number, y: number) => room(x, y) + ((x * 7 + y * 13) % 9) - 4
  expect(isStill(before, sketchOf(picture(noise)), box)).toBe(true)
  const inBox = (x: number, y: number) => x > 310 && x < 340 && y > 120 && y < 150
  expect(isStill(before, sketchOf(picture((x, y) => (inBox(x, y) ? 110 : room(x, y)))), box)).toBe(false)
  expect(isStill(before, sketchOf(picture((x, y) => (x < 100 ? 0 : room(x, y)))), box)).toBe(true)
})

test('[ENG-13] a patch is the same in other light, and unlike another one', () => {
  const face = patchOf(
    picture((x, y) => 100 + 60 * Math.sin(x / 9) * Math.cos(y / 11)),
    box,
  )
  const darker = patchOf(
    picture((x, y) => 50 + 30 * Math.sin(x / 9) * Math.cos(y / 11)),
    box,
  )
  const other = patchOf(
    picture((x, y) => 100 + 60 * Math.cos(x / 9) * Math.sin(y / 11)),
    box,
  )
  expect(likeness(face, darker)).toBeGreaterThan(0.98)
  expect(likeness(face, other)).toBeLessThan(0.3)
  expect(
    likeness(
      face,
      patchOf(
        picture(() => 90),
        box,
      ),
    ),
  ).toBe(0)
})
