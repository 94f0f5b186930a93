import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isCutByView, viewsFor, WHOLE_FRAME_PX } from './views'

test('[ENG-4] a frame of 720p is looked at once, a larger one in tiles as well', () => {
  expect(viewsFor(1280, 720)).toHaveLength(1)
  expect(viewsFor(720, 1280)).toHaveLength(1)
  expect(viewsFor(1920, 1080)).toHaveLength(3)
  expect(viewsFor(4000, 3000)).toHaveLength(5)
})

test('[ENG-4] tiles cover every pixel, and a face of an eighth of a tile is whole in some view', () => {
  const side = fc.integer({ min: WHOLE_FRAME_PX + 1, max: 8192 })
  fc.assert(
    fc.property(
      side,
      side,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (w, h, u, v) => {
        const views = viewsFor(w, h)
        const facePx = (views[1]?.sizePx ?? 0) / 8
        const box = { x: u * (w - facePx), y: v * (h - facePx), width: facePx, height: facePx }
        const seeing = views.filter(
          (view) =>
            box.x >= view.x &&
            box.y >= view.y &&
            box.x + facePx <= view.x + view.sizePx &&
            box.y + facePx <= view.y + view.sizePx,
        )
        expect(seeing.slice(1).some((view) => !isCutByView(box, view))).toBe(true)
      },
    ),
  )
})

test('[ENG-4] a box at the edge of the frame itself is no cut one', () => {
  const [, left, right] = viewsFor(1920, 1080)
  if (!left || !right) throw new Error('two tiles expected')
  expect(isCutByView({ x: 0, y: 0, width: 50, height: 50 }, left)).toBe(false)
  expect(isCutByView({ x: left.sizePx - 50, y: 100, width: 50, height: 50 }, left)).toBe(true)
  expect(isCutByView({ x: right.x, y: 100, width: 50, height: 50 }, right)).toBe(true)
})
