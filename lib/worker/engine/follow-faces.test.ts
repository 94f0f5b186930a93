import { expect, test } from 'vitest'
import type { AlignedFace } from './describe-faces'
import { createFollower } from './follow-faces'

const quality = { value: 0, widthPx: 40, sharpness: 50, brightness: 120, yaw: 0, rollDeg: 0 }
const view = (x: number, value: number, place: string) => {
  const box = { x, y: 0, width: 40, height: 40 }
  const face: AlignedFace = { box, score: 1, landmarks: [], quality: { ...quality, value }, chip: new Float32Array() }
  return { face, place }
}

test('[ENG-6] each face of a unit has one best view, however it moves a little', () => {
  const follower = createFollower<string>()
  follower.add([view(0, 0.5, 'a0'), view(200, 0.9, 'b0')])
  follower.add([view(195, 0.2, 'b1'), view(8, 0.8, 'a1')])
  follower.add([view(16, 0.6, 'a2')])
  expect(follower.bestViews().map(({ place }) => place)).toEqual(['b0', 'a1'])
})

test('[ENG-6] a face that jumps is taken for another one', () => {
  const follower = createFollower<string>()
  follower.add([view(0, 0.5, 'a0')])
  follower.add([view(100, 0.4, 'c1')])
  expect(follower.bestViews()).toHaveLength(2)
})
