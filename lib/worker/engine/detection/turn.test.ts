import { expect, test } from 'vitest'
import type { Picture } from '../picture'
import { turnPicture } from './turn'

/** Dark, with one bright spot of 5 px. */
function spotAt(x: number, y: number): Picture {
  const rgb = new Uint8ClampedArray(80 * 60 * 3)
  for (let row = y - 2; row <= y + 2; row++)
    for (let column = x - 2; column <= x + 2; column++)
      rgb.fill(250, (row * 80 + column) * 3, (row * 80 + column) * 3 + 3)
  return { rgb, widthPx: 80, heightPx: 60 }
}

function brightest({ rgb, widthPx }: Picture): readonly [x: number, y: number] {
  let [sum, sumX, sumY] = [0, 0, 0]
  for (let at = 0; at < rgb.length; at += 3) {
    const value = rgb[at] ?? 0
    sum += value
    sumX += value * (((at / 3) % widthPx) + 0.5)
    sumY += value * (Math.floor(at / 3 / widthPx) + 0.5)
  }
  return [sumX / sum, sumY / sum]
}

test('[ENG-14] what is seen in a turned picture is brought back to where it is', () => {
  for (const deg of [30, -30, 17, 90]) {
    const { picture, back } = turnPicture(spotAt(60, 20), deg)
    const [x, y] = back(...brightest(picture))
    expect(x).toBeCloseTo(60.5, 0)
    expect(y).toBeCloseTo(20.5, 0)
  }
})

test('[ENG-14] a picture is turned clockwise: what was right of the middle is below it after a quarter turn', () => {
  const [x, y] = brightest(turnPicture(spotAt(70, 30), 90).picture)
  expect(x).toBeCloseTo(30, -0.5)
  expect(y).toBeGreaterThan(60)
})
