import fc from 'fast-check'
import { expect, test } from 'vitest'
import { finerViews, isCutByView, viewsFor, WHOLE_FRAME_PX } from './views'

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

test('[ENG-15] only the parts of a frame that hold a small face in doubt are looked at larger', () => {
  const at = (x: number, y: number, width: number) => ({ box: { x, y, width, height: width } })
  expect(finerViews(1920, 1080, [])).toEqual([])
  expect(finerViews(1920, 1080, [at(100, 100, 90)])).toEqual([])
  const views = finerViews(1920, 1080, [at(100, 100, 30)])
  expect(views).toHaveLength(1)
  expect(views[0]).toMatchObject({ x: 0, y: 0, sizePx: 640 })
  expect(finerViews(1280, 720, [at(0, 0, 30), at(1240, 0, 30), at(0, 680, 30), at(1240, 680, 30)])).toHaveLength(4)
})

test('[ENG-15] wherever a small face is in doubt, some larger look sees it whole', () => {
  const side = fc.integer({ min: 320, max: 5000 })
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  fc.assert(
    fc.property(side, side, share, share, (w, h, u, v) => {
      const facePx = 12
      const box = { x: u * (w - facePx), y: v * (h - facePx), width: facePx, height: facePx }
      const views = finerViews(w, h, [{ box }])
      expect(views.some((view) => !isCutByView(box, view))).toBe(true)
    }),
  )
})
