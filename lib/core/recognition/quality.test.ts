import { expect, test } from 'vitest'
import { faceQuality, poseOf } from './quality'
import { meanFace, placed } from './testing/mean-face'

const box = { x: 0, y: 0, width: 80, height: 80 }
const landmarks = placed(meanFace(), { x: 10, y: 10, sizePx: 80, rollDeg: 0 })
const flat = new Float32Array(150 * 150 * 3).fill(120)
const checked = flat.map((_, i) => ((Math.floor(i / 3) + Math.floor(i / 450)) % 2 ? 160 : 80))

test('[REC-4] a flat chip has no sharpness, a checked one has much, and brightness is the mean', () => {
  expect(faceQuality({ box, score: 1, landmarks, chip: flat })).toMatchObject({ sharpness: 0, brightness: 120 })
  const sharp = faceQuality({ box, score: 1, landmarks, chip: checked })
  expect(sharp.sharpness).toBeGreaterThan(1000)
  expect(sharp.brightness).toBeCloseTo(120, 0)
})

test('[REC-4] quality falls with size, score and turning, and stays within 0..1', () => {
  const good = faceQuality({ box, score: 1, landmarks, chip: checked })
  const small = faceQuality({ box: { ...box, width: 20 }, score: 1, landmarks, chip: checked })
  const unsure = faceQuality({ box, score: 0.5, landmarks, chip: checked })
  const turned = faceQuality({ box, score: 1, landmarks: noseMoved(landmarks, 25), chip: checked })
  for (const worse of [small, unsure, turned]) expect(worse.value).toBeLessThan(good.value)
  expect(good.value).toBeLessThanOrEqual(1)
  expect(faceQuality({ box, score: 1, landmarks: noseMoved(landmarks, 900), chip: checked }).value).toBe(0)
})

test('[REC-4] roll is told clockwise, and tilting the head is not turning it', () => {
  const upright = poseOf(landmarks)
  const tilted = poseOf(placed(meanFace(), { x: 10, y: 10, sizePx: 80, rollDeg: 30 }))
  expect(tilted.rollDeg - upright.rollDeg).toBeCloseTo(30, 3)
  expect(tilted.yaw).toBeCloseTo(upright.yaw, 6)
})

function noseMoved(points: readonly number[], byPx: number): number[] {
  return points.map((value, i) => (i === 60 ? value + byPx : value))
}
