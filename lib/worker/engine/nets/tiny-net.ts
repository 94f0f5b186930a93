import * as tf from '@tensorflow/tfjs-core'
import { createLayers, runConv, runSeparable } from './layers'
import type { PixelNorm } from './net-input'
import type { Weights } from '../weights'

export const TINY_NORM: PixelNorm = { mean: [117.001, 114.697, 97.404], scale: 1 / 255 }

/** Width and height of the five prior boxes, in cells (face-api's tiny face detector). */
const ANCHORS = [
  [1.603231, 2.094468],
  [6.041143, 7.080126],
  [2.882459, 3.518061],
  [4.266906, 5.178857],
  [9.041765, 10.66308],
] as const

/** face-api's tiny face detector (a small YOLOv2): any input side that is a multiple of 32. Good at large faces. */
export function createTinyNet(weights: Weights) {
  const layers = createLayers(weights)
  const entry = layers.convNamed('conv0/filters', 'conv0/bias')
  const middle = [1, 2, 3, 4, 5].map((i) => layers.separable(`conv${i}`))
  const exit = layers.convNamed('conv8/filters', 'conv8/bias')

  return {
    /** @param pictures [n, side, side, 3] by `TINY_NORM`. @returns [n, cells, cells, 25]; the caller disposes it. */
    run: (pictures: tf.Tensor4D): tf.Tensor4D =>
      tf.tidy(() => {
        let x = runConv(pictures, entry, { pad: 'valid', activation: 'leakyrelu' })
        x = tf.maxPool(x, 2, 2, 'same')
        middle.forEach((conv, i) => {
          x = runSeparable(x, conv, { activation: 'leakyrelu' })
          x = tf.maxPool(x, 2, i === middle.length - 1 ? 1 : 2, 'same')
        })
        return runConv(x, exit, { pad: 'valid' })
      }),
    dispose: layers.dispose,
  }
}
export type TinyNet = ReturnType<typeof createTinyNet>

/** A box in shares of the net's input, with its score. */
export interface RelativeBox {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
  readonly score: number
}

/** @param output one picture's output, row-major [cells, cells, 5 anchors × (x, y, width, height, score)]. */
export function readTinyBoxes(output: ArrayLike<number>, cells: number, minScore: number): RelativeBox[] {
  const boxes: RelativeBox[] = []
  for (let row = 0; row < cells; row++) {
    for (let column = 0; column < cells; column++) {
      ANCHORS.forEach(([anchorWidth, anchorHeight], anchor) => {
        const at = (row * cells + column) * 25 + anchor * 5
        const score = sigmoid(output[at + 4] ?? -Infinity)
        if (score <= minScore) return
        const x = (column + sigmoid(output[at] ?? 0)) / cells
        const y = (row + sigmoid(output[at + 1] ?? 0)) / cells
        const width = (Math.exp(output[at + 2] ?? 0) * anchorWidth) / cells
        const height = (Math.exp(output[at + 3] ?? 0) * anchorHeight) / cells
        boxes.push({ left: x - width / 2, top: y - height / 2, right: x + width / 2, bottom: y + height / 2, score })
      })
    }
  }
  return boxes
}

const sigmoid = (value: number) => 1 / (1 + Math.exp(-value))
