import { expect, test } from 'vitest'
import { turnPointBack, turnBoxBack, turnByQuarters } from './quarter-turns'

const picture = { rgb: Uint8Array.from({ length: 5 * 3 * 3 }, (_, i) => i), widthPx: 5, heightPx: 3 }

test.each([1, 2, 3] as const)(
  '[ENG-19] %i quarter turns move every pixel to where turning back finds it',
  (quarter) => {
    const turned = turnByQuarters(picture, quarter)
    for (let y = 0; y < turned.heightPx; y++)
      for (let x = 0; x < turned.widthPx; x++) {
        const [backX, backY] = turnPointBack(picture, quarter, x + 0.5, y + 0.5)
        const from = (Math.floor(backY) * picture.widthPx + Math.floor(backX)) * 3
        const to = (y * turned.widthPx + x) * 3
        expect(turned.rgb.slice(to, to + 3)).toEqual(picture.rgb.slice(from, from + 3))
      }
  },
)

test('[ENG-19] a box keeps its size, its sides swapped by a quarter turn', () => {
  const box = { x: 0, y: 1, width: 2, height: 3 }
  expect(turnBoxBack(picture, 1, box)).toEqual({ x: 1, y: 1, width: 3, height: 2 })
  expect(turnBoxBack(picture, 2, box)).toMatchObject({ width: 2, height: 3 })
})
