import * as tf from '@tensorflow/tfjs-core'
import { CHIP_SIZE_PX, chipTransform, mirrorChip, warpChip } from '../../core/recognition/alignment'
import { DESCRIPTOR_LENGTH, LANDMARK_COUNT, type DescribedFace, type Descriptor } from '../../core/recognition/face'
import { faceQuality } from '../../core/recognition/quality'
import { readAndDispose } from './detection/find-faces'
import type { ScoredBox } from './detection/boxes'
import { DESCRIPTOR_NORM, type DescriptorNet } from './nets/descriptor-net'
import { LANDMARK_INPUT_PX, LANDMARK_NORM, type LandmarkNet } from './nets/landmark-net'
import type { Picture } from './picture'
import { isPlausibleFace } from './plausible-face'
import { fillNetInput } from './resample'

/** A face that is ready to be described: everything but its descriptor, and the 150 px chip that it comes from. */
export interface AlignedFace extends Omit<DescribedFace, 'descriptor'> {
  /** Row-major [150, 150, 3], 0..255. */
  readonly chip: Float32Array
}

/** Landmarks of all boxes of a picture in a few runs, then a chip for each face whose landmarks make sense. */
export async function alignFaces(
  net: LandmarkNet,
  picture: Picture,
  boxes: readonly ScoredBox[],
): Promise<AlignedFace[]> {
  const aligned: AlignedFace[] = []
  for (let start = 0; start < boxes.length; start += CROPS_PER_RUN) {
    const part = boxes.slice(start, start + CROPS_PER_RUN)
    const landmarks = await findLandmarks(net, picture, part)
    part.forEach(({ box, score }, i) => {
      const points = landmarks[i]
      if (!points) return
      const transform = chipTransform(points)
      if (!transform || !isPlausibleFace(points, box, transform)) return
      const chip = warpChip(picture.rgb, picture.widthPx, picture.heightPx, transform)
      const quality = faceQuality({ box, score, landmarks: points, chip })
      aligned.push({ box, score, landmarks: points, quality, chip })
    })
  }
  return aligned
}
const CROPS_PER_RUN = 32

/** @returns for each box 68 points in frame pixels, [x0, y0, …]. */
async function findLandmarks(net: LandmarkNet, picture: Picture, boxes: readonly ScoredBox[]): Promise<number[][]> {
  const side = LANDMARK_INPUT_PX
  const crops = new Float32Array(boxes.length * side * side * 3)
  const regions = boxes.map(({ box }) => {
    const sizePx = Math.max(box.width, box.height)
    return { x: box.x + (box.width - sizePx) / 2, y: box.y + (box.height - sizePx) / 2, sizePx }
  })
  regions.forEach((region, slot) => fillNetInput(crops, slot, picture, region, side, LANDMARK_NORM))
  const output = await readAndDispose(tf.tidy(() => net.run(tf.tensor4d(crops, [boxes.length, side, side, 3]))))
  return regions.map(({ x, y, sizePx }, row) =>
    Array.from({ length: LANDMARK_COUNT * 2 }, (_, i) => {
      const share = output[row * LANDMARK_COUNT * 2 + i] ?? NaN
      return (i % 2 === 0 ? x : y) + share * sizePx
    }),
  )
}

/** Chips in one run, mirrors included: 32 chips are 8.6 MB of input and about 60 MB of activations. */
export const FACES_PER_RUN = 16

/**
 * Describes up to `FACES_PER_RUN` chips at once. A descriptor is the mean of the chip's and its mirror image's, brought
 * back to the length the two had: averages are shorter, and would look nearer to strangers too (RECOGNITION §6).
 */
export async function describeChips(net: DescriptorNet, chips: readonly Float32Array[]): Promise<Descriptor[]> {
  if (chips.length === 0) return []
  const size = CHIP_SIZE_PX * CHIP_SIZE_PX * 3
  const pixels = new Float32Array(chips.length * 2 * size)
  chips.forEach((chip, i) => {
    writeNormalised(pixels, i * 2 * size, chip)
    writeNormalised(pixels, (i * 2 + 1) * size, mirrorChip(chip))
  })
  const shape: [number, number, number, number] = [chips.length * 2, CHIP_SIZE_PX, CHIP_SIZE_PX, 3]
  const rows = await readAndDispose(tf.tidy(() => net.run(tf.tensor4d(pixels, shape))))
  return chips.map((_, i) => {
    const row = (at: number) => rows.subarray(at * DESCRIPTOR_LENGTH, (at + 1) * DESCRIPTOR_LENGTH)
    return averageDescriptors(row(i * 2), row(i * 2 + 1))
  })
}

function writeNormalised(target: Float32Array, offset: number, chip: Float32Array): void {
  const { mean, scale } = DESCRIPTOR_NORM
  for (let i = 0; i < chip.length; i += 3) {
    target[offset + i] = ((chip[i] ?? 0) - mean[0]) * scale
    target[offset + i + 1] = ((chip[i + 1] ?? 0) - mean[1]) * scale
    target[offset + i + 2] = ((chip[i + 2] ?? 0) - mean[2]) * scale
  }
}

function averageDescriptors(one: Float32Array, other: Float32Array): Descriptor {
  const mean = one.map((value, i) => (value + (other[i] ?? 0)) / 2)
  const length = norm(mean)
  const wanted = (norm(one) + norm(other)) / 2
  return length > 0 ? mean.map((value) => (value * wanted) / length) : mean
}

const norm = (vector: Float32Array) => Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))
