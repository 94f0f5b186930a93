import * as tf from '@tensorflow/tfjs-core'
import { createLayers, runConv, runSeparable, type SeparableConv } from './layers'
import type { PixelNorm } from './net-input'
import type { Weights } from '../weights'

export const LANDMARK_NORM: PixelNorm = { mean: [122.782, 117.001, 104.298], scale: 1 / 255 }
export const LANDMARK_INPUT_PX = 112

/** face-api's 68-point net (`face_landmark_68_model`): four dense blocks of depthwise-separable convolutions. */
export function createLandmarkNet(weights: Weights) {
  const layers = createLayers(weights)
  const entry = layers.convNamed('dense0/conv0/filters', 'dense0/conv0/bias')
  const rest = (block: number) => [1, 2, 3].map((i) => layers.separable(`dense${block}/conv${i}`))
  const blocks = [1, 2, 3].map((block) => ({ down: layers.separable(`dense${block}/conv0`), rest: rest(block) }))
  const entryRest = rest(0)
  const { shape, values } = layers.weight('fc/weights')
  const fc = layers.keep(tf.tensor2d(values, [shape[0] ?? 0, shape[1] ?? 0]))
  const bias = layers.keep(tf.tensor1d(layers.weight('fc/bias').values))

  return {
    /**
     * @param crops [faces, 112, 112, 3], normalised by `LANDMARK_NORM`.
     * @returns [faces, 136], x then y, in shares of the crop's side; the caller disposes it.
     */
    run: (crops: tf.Tensor4D): tf.Tensor2D =>
      tf.tidy(() => {
        let x = runDense(runConv(crops, entry, { stride: 2, activation: 'relu' }), entryRest)
        for (const block of blocks)
          x = runDense(runSeparable(x, block.down, { stride: 2, activation: 'relu' }), block.rest)
        const pooled = tf.avgPool(x, 7, 2, 'valid')
        const flat = tf.reshape(pooled, [crops.shape[0], shape[0] ?? 0])
        return tf.add(tf.matMul(flat, fc), bias)
      }),
    dispose: layers.dispose,
  }
}
export type LandmarkNet = ReturnType<typeof createLandmarkNet>

/** Each convolution reads the rectified sum of all before it. */
function runDense(first: tf.Tensor4D, convs: readonly SeparableConv[]): tf.Tensor4D {
  let sum = first
  let rectified = first
  for (const conv of convs) {
    sum = tf.add(sum, runSeparable(rectified, conv))
    rectified = tf.relu(sum)
  }
  return rectified
}
