import * as tf from '@tensorflow/tfjs-core'
import { batchNormAsScale, createLayers, foldScale, runConv, type Conv } from './layers'
import type { PixelNorm } from './net-input'
import type { RelativeBox } from './tiny-net'
import type { Weight, Weights } from '../weights'

/** -1..1. */
export const SSD_NORM: PixelNorm = { mean: [127.5, 127.5, 127.5], scale: 1 / 127.5 }
/** Fixed: the prior boxes in the weights belong to this side. */
export const SSD_INPUT_PX = 512

/**
 * face-api's SSD on MobileNet v1 (`ssd_mobilenetv1_model`). Batch norms are folded into their convolutions, and of the
 * class predictors only the face column is computed, in the same convolution as the boxes.
 */
export function createSsdNet(weights: Weights) {
  const layers = createLayers(weights)
  const entry = pointwise('MobilenetV1', 0)
  const pairs = Array.from({ length: 13 }, (_, i) => {
    const name = `MobilenetV1/Conv2d_${i + 1}_depthwise`
    const of = (part: string) => layers.weight(`${name}/BatchNorm/${part}`).values
    const norm = { gamma: of('gamma'), beta: of('beta'), mean: of('moving_mean'), variance: of('moving_variance') }
    const folded = foldScale(layers.weight(`${name}/depthwise_weights`), batchNormAsScale(norm, BATCH_NORM_EPSILON))
    return { depthwise: layers.conv(folded.filter, folded.bias), pointwise: pointwise('MobilenetV1', i + 1) }
  })
  const extras = Array.from({ length: 8 }, (_, i) => pointwise('Prediction', i))
  const predictors = Array.from({ length: 6 }, (_, i) => predictor(i))
  const priors = layers.weight('Output/extra_dim').values

  function pointwise(part: string, i: number): Conv {
    const name = `${part}/Conv2d_${i}_pointwise`
    return layers.convNamed(`${name}/weights`, `${name}/convolution_bn_offset`)
  }
  /** Five channels for each prior: four of its box, one for "face" (the second of three classes). */
  function predictor(i: number): Conv {
    const name = `Prediction/BoxPredictor_${i}`
    const part = (kind: string) => ({
      filter: layers.weight(`${name}/${kind}/weights`),
      bias: layers.weight(`${name}/${kind}/biases`).values,
    })
    const merged = mergePredictors(part('BoxEncodingPredictor'), part('ClassPredictor'))
    return layers.conv(merged.filter, merged.bias)
  }

  return {
    priors,
    /** @param pictures [n, 512, 512, 3] by `SSD_NORM`. @returns [n, priors, 5]; the caller disposes it. */
    run: (pictures: tf.Tensor4D): tf.Tensor3D =>
      tf.tidy(() => {
        const maps: tf.Tensor4D[] = []
        let x = runConv(pictures, entry, { stride: 2, activation: 'relu6' })
        pairs.forEach(({ depthwise, pointwise }, i) => {
          const { filter, bias } = depthwise
          const strides = DOWN_LAYERS.has(i + 1) ? 2 : 1
          x = tf.fused.depthwiseConv2d({ x, filter, strides, pad: 'same', bias, activation: 'relu6' })
          x = runConv(x, pointwise, { activation: 'relu6' })
          if (i + 1 === 11) maps.push(x)
        })
        maps.push(x)
        extras.forEach((conv, i) => {
          x = runConv(x, conv, { stride: i % 2 === 1 ? 2 : 1, activation: 'relu6' })
          if (i % 2 === 1) maps.push(x)
        })
        const outputs = predictors.map((conv, i) => {
          const map = maps[i]
          if (!map) throw new Error('fewer feature maps than predictors')
          return tf.reshape(runConv(map, conv, {}), [pictures.shape[0], -1, 5]) as tf.Tensor3D
        })
        return tf.concat(outputs, 1)
      }),
    dispose: layers.dispose,
  }
}
export type SsdNet = ReturnType<typeof createSsdNet>

const BATCH_NORM_EPSILON = 0.0010000000474974513
const DOWN_LAYERS = new Set([2, 4, 6, 12])
const CLASSES = 3
const FACE_CLASS = 1

interface Predictor {
  readonly filter: Weight
  readonly bias: Float32Array
}

function mergePredictors(box: Predictor, classes: Predictor): Predictor {
  const priors = box.bias.length / 4
  const inputs = box.filter.values.length / box.bias.length
  const merge = (boxRow: Float32Array, classRow: Float32Array) =>
    Float32Array.from({ length: priors * 5 }, (_, channel) => {
      const prior = Math.floor(channel / 5)
      const part = channel % 5
      return (part < 4 ? boxRow[prior * 4 + part] : classRow[prior * CLASSES + FACE_CLASS]) ?? 0
    })
  const values = new Float32Array(inputs * priors * 5)
  for (let input = 0; input < inputs; input++) {
    const boxRow = box.filter.values.subarray(input * priors * 4, (input + 1) * priors * 4)
    const classRow = classes.filter.values.subarray(input * priors * CLASSES, (input + 1) * priors * CLASSES)
    values.set(merge(boxRow, classRow), input * priors * 5)
  }
  return { filter: { shape: [1, 1, inputs, priors * 5], values }, bias: merge(box.bias, classes.bias) }
}

/**
 * @param output one picture's output, row-major [priors, 5]: encoded centre y, centre x, height, width, face logit.
 * @param priors row-major [priors, 4]: top, left, bottom, right in shares of the input.
 */
export function readSsdBoxes(output: ArrayLike<number>, priors: Float32Array, minScore: number): RelativeBox[] {
  const boxes: RelativeBox[] = []
  const minLogit = Math.log(minScore / (1 - minScore))
  for (let prior = 0; prior < priors.length / 4; prior++) {
    const at = prior * 5
    const logit = output[at + 4] ?? -Infinity
    if (!(logit > minLogit)) continue
    const [top = 0, left = 0, bottom = 0, right = 0] = priors.subarray(prior * 4, prior * 4 + 4)
    const height = Math.exp((output[at + 2] ?? 0) / 5) * (bottom - top)
    const width = Math.exp((output[at + 3] ?? 0) / 5) * (right - left)
    const y = ((output[at] ?? 0) / 10) * (bottom - top) + (top + bottom) / 2
    const x = ((output[at + 1] ?? 0) / 10) * (right - left) + (left + right) / 2
    boxes.push({
      left: x - width / 2,
      top: y - height / 2,
      right: x + width / 2,
      bottom: y + height / 2,
      score: 1 / (1 + Math.exp(-logit)),
    })
  }
  return boxes
}
