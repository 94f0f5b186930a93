import { DESCRIPTOR_LENGTH, type DescribedFace, LANDMARK_COUNT } from '../../lib/core/recognition/face'
import type { FrameInfo } from '../../lib/core/video/frame'
import type { FrameResult } from '../../lib/protocol/report'

/** A vector that belongs to nobody, as long as the net's are: the same for the same number, far from every other. */
export function syntheticDescriptor(seed: number): Float32Array {
  let state = (seed * 2_654_435_761 + 12_345) >>> 0
  const values = Float32Array.from({ length: DESCRIPTOR_LENGTH }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32 - 0.5
  })
  const length = Math.hypot(...values)
  return values.map((value) => (value / length) * 1.45)
}

export const syntheticFace = (seed: number, x = 100): DescribedFace => ({
  box: { x, y: 120, width: 90, height: 110 },
  score: 0.93,
  landmarks: Array.from({ length: LANDMARK_COUNT * 2 }, (_, index) => 100 + index),
  quality: { value: 0.8, widthPx: 90, sharpness: 120, brightness: 128, yaw: 0, rollDeg: 0 },
  descriptor: syntheticDescriptor(seed),
})

/** What an honest engine would say of these frames, made from their times alone: person `seed` sits still in all of them. */
export const describeSynthetically = (frames: readonly FrameInfo[], seeds: readonly number[] = [1, 2]): FrameResult[] =>
  frames.map(() => ({
    outcome: 'described',
    faces: seeds.map((seed, index) => syntheticFace(seed, 100 + index * 300)),
  }))

export const syntheticFrames = (startS: number, count: number, stepS = 0.5): FrameInfo[] =>
  Array.from({ length: count }, (_, index) => ({
    atS: startS + index * stepS,
    widthPx: 1280,
    heightPx: 720,
    sizeBytes: 1_000,
  }))
