import * as tf from '@tensorflow/tfjs-core'
import { createLayers, foldScale, runConv, type Conv } from './layers'
import type { PixelNorm } from './net-input'
import type { Weights } from '../weights'

/** Pixels as dlib's ResNet was trained on them. */
export const DESCRIPTOR_NORM: PixelNorm = { mean: [122.782, 117.001, 104.298], scale: 1 / 255 }

/**
 * dlib's face ResNet as face-api ships it (`face_recognition_model`): 29 convolutions, 150 px chips in, 128 numbers out.
 * Every scale layer is folded into the convolution before it, so that each convolution is one fused kernel.
 */
export function createDescriptorNet(weights: Weights) {
  const layers = createLayers(weights)
  const scaled = (name: string): Conv => {
    const folded = foldScale(layers.weight(`${name}/conv/filters`), {
      scale: layers.weight(`${name}/scale/weights`).values,
      offset: layers.weight(`${name}/scale/biases`).values,
      bias: layers.weight(`${name}/conv/bias`).values,
    })
    return layers.conv(folded.filter, folded.bias)
  }
  const block = (name: string) => ({ first: scaled(`${name}/conv1`), second: scaled(`${name}/conv2`) })
  const entry = scaled('conv32_down')
  const blocks = BLOCKS.map((name) => ({ ...block(name), isDown: name.includes('down') }))
  const { shape, values } = layers.weight('fc')
  const fc = layers.keep(tf.tensor2d(values, [shape[0] ?? 0, shape[1] ?? 0]))

  return {
    /** @param chips [faces, 150, 150, 3], normalised by `DESCRIPTOR_NORM`. @returns [faces, 128]; the caller disposes it. */
    run: (chips: tf.Tensor4D): tf.Tensor2D =>
      tf.tidy(() => {
        let x = runConv(chips, entry, { stride: 2, pad: 'valid', activation: 'relu' })
        x = tf.maxPool(x, 3, 2, 'valid')
        for (const { first, second, isDown } of blocks)
          x = isDown ? runDown(x, first, second) : runFlat(x, first, second)
        return tf.matMul(tf.mean<tf.Tensor2D>(x, [1, 2]), fc)
      }),
    dispose: layers.dispose,
  }
}
export type DescriptorNet = ReturnType<typeof createDescriptorNet>

const BLOCKS = [
  ...['conv32_1', 'conv32_2', 'conv32_3'],
  ...['conv64_down', 'conv64_1', 'conv64_2', 'conv64_3'],
  ...['conv128_down', 'conv128_1', 'conv128_2'],
  ...['conv256_down', 'conv256_1', 'conv256_2', 'conv256_down_out'],
]

function runFlat(x: tf.Tensor4D, first: Conv, second: Conv): tf.Tensor4D {
  const out = runConv(runConv(x, first, { activation: 'relu' }), second, {})
  return tf.relu(tf.add(out, x))
}

/** Halves the sides. The shortcut is an average pool whose missing channels are zero; odd sides are padded as dlib does. */
function runDown(x: tf.Tensor4D, first: Conv, second: Conv): tf.Tensor4D {
  const out = runConv(runConv(x, first, { stride: 2, pad: 'valid', activation: 'relu' }), second, {})
  const pooled = tf.avgPool(x, 2, 2, 'valid')
  const [, height, width, channels] = out.shape
  const [, pooledHeight, pooledWidth, pooledChannels] = pooled.shape
  const isShort = height !== pooledHeight || width !== pooledWidth
  const body: tf.Tensor4D = isShort
    ? tf.pad(out, [
        [0, 0],
        [0, pooledHeight - height],
        [0, pooledWidth - width],
        [0, 0],
      ])
    : out
  const shortcut: tf.Tensor4D =
    channels === pooledChannels
      ? pooled
      : tf.pad(pooled, [
          [0, 0],
          [0, 0],
          [0, 0],
          [0, channels - pooledChannels],
        ])
  return tf.relu(tf.add(body, shortcut))
}
