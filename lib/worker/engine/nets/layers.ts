import * as tf from '@tensorflow/tfjs-core'
import type { Weight, Weights } from '../weights'

/** A convolution on the backend, with whatever followed it in training (scale, batch norm, bias) folded in. */
export interface Conv {
  readonly filter: tf.Tensor4D
  readonly bias: tf.Tensor1D
}
/** Depthwise 3×3, then pointwise 1×1 with the bias. */
export interface SeparableConv {
  readonly depthwise: tf.Tensor4D
  readonly pointwise: Conv
}
export type Activation = 'linear' | 'relu' | 'relu6' | 'leakyrelu'

/** Puts weights on the current backend and remembers them, so that one call frees a whole net. */
export function createLayers(weights: Weights) {
  const kept: tf.Tensor[] = []

  const weight = (name: string): Weight => {
    const found = weights.get(name)
    if (!found) throw new Error(`no weights named ${name}`)
    return found
  }
  const keep = <T extends tf.Tensor>(tensor: T): T => {
    kept.push(tensor)
    return tensor
  }
  const filterOf = ({ shape, values }: Weight): tf.Tensor4D => {
    const [height = 1, width = 1, input = 1, output = 1] = shape
    return keep(tf.tensor4d(values, [height, width, input, output]))
  }
  const conv = (filter: Weight, bias: Float32Array): Conv => ({
    filter: filterOf(filter),
    bias: keep(tf.tensor1d(bias)),
  })

  return {
    weight,
    keep,
    filterOf,
    conv,
    convNamed: (filter: string, bias: string): Conv => conv(weight(filter), weight(bias).values),
    separable: (name: string): SeparableConv => ({
      depthwise: filterOf(weight(`${name}/depthwise_filter`)),
      pointwise: conv(weight(`${name}/pointwise_filter`), weight(`${name}/bias`).values),
    }),
    dispose: () => kept.splice(0).forEach((tensor) => tensor.dispose()),
  }
}

export function runConv(
  x: tf.Tensor4D,
  { filter, bias }: Conv,
  options: { readonly stride?: number; readonly pad?: 'same' | 'valid'; readonly activation?: Activation },
): tf.Tensor4D {
  const { stride = 1, pad = 'same', activation = 'linear' } = options
  return tf.fused.conv2d({ x, filter, strides: stride, pad, bias, activation, leakyreluAlpha: LEAK })
}

export function runSeparable(
  x: tf.Tensor4D,
  { depthwise, pointwise }: SeparableConv,
  options: { readonly stride?: number; readonly activation?: Activation } = {},
): tf.Tensor4D {
  const between = tf.depthwiseConv2d(x, depthwise, options.stride ?? 1, 'same')
  return runConv(between, pointwise, { activation: options.activation ?? 'linear' })
}

/** Slope below zero of the tiny detector's activation, as it was trained. */
const LEAK = 0.1

/** scale·(conv(x) + bias) + offset as one convolution. The last side of a filter is the output channel. */
export function foldScale(
  filter: Weight,
  {
    scale,
    offset,
    bias,
  }: { readonly scale: Float32Array; readonly offset: Float32Array; readonly bias?: Float32Array },
): { readonly filter: Weight; readonly bias: Float32Array } {
  const channels = scale.length
  const values = new Float32Array(filter.values.length)
  for (let i = 0; i < values.length; i += channels) {
    for (let channel = 0; channel < channels; channel++) {
      values[i + channel] = (filter.values[i + channel] ?? 0) * (scale[channel] ?? 1)
    }
  }
  return {
    filter: { shape: filter.shape, values },
    bias: offset.map((value, i) => value + (bias?.[i] ?? 0) * (scale[i] ?? 1)),
  }
}

/** Batch norm as the scale and offset that `foldScale` takes. */
export function batchNormAsScale(
  norm: Record<'gamma' | 'beta' | 'mean' | 'variance', Float32Array>,
  epsilon: number,
): { readonly scale: Float32Array; readonly offset: Float32Array } {
  const scale = norm.gamma.map((gamma, i) => gamma / Math.sqrt((norm.variance[i] ?? 0) + epsilon))
  return { scale, offset: norm.beta.map((beta, i) => beta - (norm.mean[i] ?? 0) * (scale[i] ?? 1)) }
}
