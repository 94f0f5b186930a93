import * as tf from '@tensorflow/tfjs-core'
import { CHIP_SIZE_PX, chipTransform, warpChip } from '../../core/recognition/alignment'
import { DESCRIPTOR_LENGTH, LANDMARK_COUNT, type DescribedFace, type Descriptor } from '../../core/recognition/face'
import { faceQuality } from '../../core/recognition/quality'
import type { ScoredBox } from './detection/boxes'
import { DESCRIPTOR_NORM } from './nets/descriptor-net'
import { LANDMARK_INPUT_PX, LANDMARK_NORM } from './nets/landmark-net'
import { MAX_ROWS, type Nets } from './nets/nets'
import { readAndDispose } from './nets/read-output'
import type { Picture } from './picture'
import { isPlausibleFace } from './plausible-face'
import { fillNetInput } from './resample'

/** A face that is ready to be described: everything but its descriptor, and the 150 px chip that it comes from. */
export interface AlignedFace extends Omit<DescribedFace, 'descriptor'> {
  /** Row-major [150, 150, 3], 0..255. */
  readonly chip: Float32Array
}

/**
 * Landmarks of all boxes of a picture together, then a chip for each face whose landmarks make sense. Where they don't
 * (small faces, sloppy boxes), the net is asked again with more of the frame around the box.
 */
export async function alignFaces(nets: Nets, picture: Picture, boxes: readonly ScoredBox[]): Promise<AlignedFace[]> {
  const aligned = new Map<ScoredBox, AlignedFace>()
  for (const widening of CROP_WIDENINGS) {
    const left = boxes.filter((found) => !aligned.has(found))
    for (let start = 0; start < left.length; start += MAX_ROWS) {
      const part = left.slice(start, start + MAX_ROWS)
      const landmarks = await findLandmarks(nets, picture, part, widening)
      part.forEach((found, i) => {
        const face = alignFace(picture, found, landmarks[i] ?? [])
        if (face) aligned.set(found, face)
      })
    }
  }
  return boxes.flatMap((found) => aligned.get(found) ?? [])
}
/** Side of the landmark net's crop ÷ side of the box. */
const CROP_WIDENINGS = [1, 1.25]

function alignFace(picture: Picture, found: ScoredBox, landmarks: readonly number[]): AlignedFace | null {
  const transform = chipTransform(landmarks)
  if (!transform || !isPlausibleFace(landmarks, found.box, transform)) return null
  return chipOf(picture, found, landmarks)
}

/** A face whose landmarks are known, cut out and judged; null where they can't be laid on a chip. */
export function chipOf(picture: Picture, { box, score }: ScoredBox, landmarks: readonly number[]): AlignedFace | null {
  const transform = chipTransform(landmarks)
  if (!transform) return null
  const chip = warpChip(picture.rgb, picture.widthPx, picture.heightPx, transform)
  return { box, score, landmarks, quality: faceQuality({ box, score, landmarks, chip }), chip }
}

/** @returns for each box 68 points in frame pixels, [x0, y0, …]. */
async function findLandmarks(nets: Nets, picture: Picture, boxes: readonly ScoredBox[], widening: number) {
  const side = LANDMARK_INPUT_PX
  const rows = nets.rowsFor(boxes.length)
  const crops = new Float32Array(rows * side * side * 3)
  const regions = boxes.map(({ box }) => {
    const sizePx = Math.max(box.width, box.height) * widening
    return { x: box.x + (box.width - sizePx) / 2, y: box.y + (box.height - sizePx) / 2, sizePx }
  })
  regions.forEach((region, slot) => fillNetInput(crops, slot, picture, region, side, LANDMARK_NORM))
  const output = await readAndDispose(tf.tidy(() => nets.landmarks.run(tf.tensor4d(crops, [rows, side, side, 3]))))
  return regions.map(({ x, y, sizePx }, row) =>
    Array.from({ length: LANDMARK_COUNT * 2 }, (_, i) => {
      const share = output[row * LANDMARK_COUNT * 2 + i] ?? NaN
      return (i % 2 === 0 ? x : y) + share * sizePx
    }),
  )
}

/** @param chips each row-major [150, 150, 3], 0..255. @returns a descriptor of each, in order. */
export async function describeChips(nets: Nets, chips: readonly Float32Array[]): Promise<Descriptor[]> {
  const descriptors: Descriptor[] = []
  const side = CHIP_SIZE_PX
  const size = side * side * 3
  for (let start = 0; start < chips.length; start += MAX_ROWS) {
    const part = chips.slice(start, start + MAX_ROWS)
    const rows = nets.rowsFor(part.length)
    const pixels = new Float32Array(rows * size)
    part.forEach((chip, i) => writeNormalised(pixels.subarray(i * size, (i + 1) * size), chip))
    const output = await readAndDispose(tf.tidy(() => nets.descriptor.run(tf.tensor4d(pixels, [rows, side, side, 3]))))
    part.forEach((_, i) => descriptors.push(output.slice(i * DESCRIPTOR_LENGTH, (i + 1) * DESCRIPTOR_LENGTH)))
  }
  return descriptors
}

function writeNormalised(target: Float32Array, chip: Float32Array): void {
  const { mean, scale } = DESCRIPTOR_NORM
  for (let i = 0; i < chip.length; i += 3) {
    target[i] = ((chip[i] ?? 0) - mean[0]) * scale
    target[i + 1] = ((chip[i + 1] ?? 0) - mean[1]) * scale
    target[i + 2] = ((chip[i + 2] ?? 0) - mean[2]) * scale
  }
}

/**
 * The mean of a chip's descriptor and its mirror image's, brought back to the length the two had: averages are shorter,
 * and would look nearer to strangers too (RECOGNITION §6).
 */
export function averageDescriptors(one: Descriptor, other: Descriptor): Descriptor {
  const mean = one.map((value, i) => (value + (other[i] ?? 0)) / 2)
  const length = lengthOf(mean)
  const wanted = (lengthOf(one) + lengthOf(other)) / 2
  return length > 0 ? mean.map((value) => (value * wanted) / length) : mean
}

const lengthOf = (vector: Float32Array) => Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))

export function withoutChip({ box, score, landmarks, quality }: AlignedFace, descriptor: Descriptor): DescribedFace {
  return { box, score, landmarks, quality, descriptor }
}
