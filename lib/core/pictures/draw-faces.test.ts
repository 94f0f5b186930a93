import { expect, test } from 'vitest'
import { cannyEdges } from './canny'
import { drawFaces } from './draw-faces'
import { chooseLabelPlaces } from './label-places'

const grey = (width: number, height: number) => new Uint8Array(width * height * 3).fill(128)

test('[ENG-17] an edge is one line where dark meets light, and a flat picture has none', () => {
  const [width, height] = [40, 30]
  expect(cannyEdges(grey(width, height), width, height).some((value) => value > 0)).toBe(false)
  const half = grey(width, height).map((_, i) => (Math.floor(i / 3) % width < 20 ? 20 : 220))
  const edges = cannyEdges(half, width, height)
  for (let y = 4; y < height - 4; y++) {
    const found = [...edges.subarray(y * width, (y + 1) * width)].flatMap((value, x) => (value > 0 ? [x] : []))
    expect(found).toHaveLength(1)
    expect(Math.abs((found[0] ?? 0) - 19.5)).toBeLessThanOrEqual(1)
  }
})

test('[ENG-17] weak edges count only where they hang on to a strong one', () => {
  const [width, height] = [40, 30]
  const faint = grey(width, height).map((_, i) => (Math.floor(i / 3) % width < 20 ? 120 : 138))
  expect(cannyEdges(faint, width, height, { weak: 20, strong: 1_000 }).some((value) => value > 0)).toBe(false)
  expect(cannyEdges(faint, width, height, { weak: 20, strong: 20 }).some((value) => value > 0)).toBe(true)
})

test('[ENG-17] frames and labels are drawn where the faces are, and the picture given is left alone', () => {
  const [width, height] = [200, 160]
  const before = grey(width, height)
  const box = { x: 60, y: 60, width: 50, height: 60 }
  const drawn = drawFaces(before, width, height, [{ box, label: '1 98%' }])
  const isChanged = (x: number, y: number) => drawn[(y * width + x) * 3] !== 128
  expect(before.every((value) => value === 128)).toBe(true)
  expect([isChanged(60, 90), isChanged(109, 90), isChanged(85, 60), isChanged(85, 119)]).toEqual([
    true,
    true,
    true,
    true,
  ])
  expect(isChanged(85, 90)).toBe(false)
  // Above the face: the label's ground.
  expect(isChanged(61, 53)).toBe(true)
})

test('[ENG-17] faces that hang over the edge are drawn as far as there is a picture', () => {
  const drawn = drawFaces(grey(50, 50), 50, 50, [{ box: { x: -20, y: -20, width: 90, height: 90 }, label: '1' }])
  expect(drawn).toHaveLength(50 * 50 * 3)
})

test('[ENG-17] labels of neighbours lie side by side, not on each other', () => {
  const at = (x: number, y: number) => ({ box: { x, y, width: 30, height: 30 }, labelWidth: 40, labelHeight: 10 })
  const places = chooseLabelPlaces([at(50, 50), at(82, 50), at(50, 84)], { width: 200, height: 200 })
  for (const [i, one] of places.entries())
    for (const other of places.slice(i + 1)) {
      const isApart =
        one.x + one.width <= other.x ||
        other.x + other.width <= one.x ||
        one.y + one.height <= other.y ||
        other.y + other.height <= one.y
      expect(isApart).toBe(true)
    }
})
