import { expect, test } from 'vitest'
import { overlap, suppressNested, suppressOverlaps } from './boxes'

const at = (x: number, score: number) => ({ box: { x, y: 0, width: 10, height: 10 }, score })

test('[ENG-4] of boxes on one face the best stays, neighbours stay too', () => {
  expect(suppressOverlaps([at(0, 0.6), at(2, 0.9), at(20, 0.5)], 0.35)).toEqual([at(2, 0.9), at(20, 0.5)])
})

test('[ENG-4] overlap is intersection over union', () => {
  expect(overlap(at(0, 1).box, at(5, 1).box)).toBeCloseTo(1 / 3)
  expect(overlap(at(0, 1).box, at(10, 1).box)).toBe(0)
})

test('[ENG-7] two looks at one portrait that frame it differently are one face, neighbours are two', () => {
  const wide = { box: { x: 0, y: 0, width: 90, height: 90 }, score: 0.5 }
  const narrow = { box: { x: 30, y: 30, width: 40, height: 40 }, score: 0.7 }
  const neighbour = { box: { x: 80, y: 0, width: 90, height: 90 }, score: 0.4 }
  expect(suppressNested([wide, narrow, neighbour])).toEqual([narrow, neighbour])
})
