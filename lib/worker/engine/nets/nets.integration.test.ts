import * as tf from '@tensorflow/tfjs-core'
import faceapi from '@vladmandic/face-api/dist/face-api.node-wasm.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createNodeEngine, type NodeEngine } from '../node'
import { DESCRIPTOR_NORM } from './descriptor-net'
import { LANDMARK_NORM } from './landmark-net'
import type { PixelNorm } from './net-input'
import { SSD_NORM } from './ssd-net'
import { TINY_NORM } from './tiny-net'

/** The same weights through face-api's own nets: what folding and fusing must not change. */
let engine: NodeEngine
const theirs = {
  ssd: new faceapi.SsdMobilenetv1(),
  tiny: new faceapi.TinyFaceDetector(),
  landmarks: new faceapi.FaceLandmark68Net(),
  descriptor: new faceapi.FaceRecognitionNet(),
}

beforeAll(async () => {
  engine = await createNodeEngine()
  for (const net of Object.values(theirs)) await net.loadFromDisk('public/models')
})
afterAll(() => engine.stop())

test('[ENG-1] the descriptor net answers as face-api’s does', async () => {
  const { pixels, input } = noise(2, 150, DESCRIPTOR_NORM)
  const expected = theirs.descriptor.forwardInput(asNetInput(pixels))
  expect(await largestDifference(engine.nets.descriptor.run(input), expected)).toBeLessThan(1e-5)
})

test('[ENG-1] the landmark net answers as face-api’s does', async () => {
  const { pixels, input } = noise(2, 112, LANDMARK_NORM)
  const expected = theirs.landmarks.runNet(asNetInput(pixels))
  expect(await largestDifference(engine.nets.landmarks.run(input), expected)).toBeLessThan(1e-5)
})

test('[ENG-1] the tiny detector answers as face-api’s does', async () => {
  const { pixels, input } = noise(1, 224, TINY_NORM)
  const expected = theirs.tiny.forwardInput(asNetInput(pixels), 224)
  expect(await largestDifference(engine.nets.tiny.run(input), expected)).toBeLessThan(1e-3)
})

test('[ENG-1] the SSD detector gives the scores that face-api’s gives', async () => {
  const { pixels, input } = noise(1, 512, SSD_NORM)
  const [scores] = theirs.ssd.forwardInput(asNetInput(pixels)).scores
  if (!scores) throw new Error('one picture, one list of scores')
  const logits = tf.reshape(tf.slice(engine.nets.ssd.run(input), [0, 0, 4], [1, -1, 1]), [-1])
  expect(await largestDifference(tf.sigmoid(logits), scores)).toBeLessThan(1e-5)
})

function noise(count: number, side: number, { mean, scale }: PixelNorm) {
  const shape: [number, number, number, number] = [count, side, side, 3]
  const pixels = tf.floor(tf.randomUniform(shape, 0, 256, 'float32', 'ENG-1'.length)) as tf.Tensor4D
  return { pixels, input: tf.mul(tf.sub(pixels, tf.tensor1d([...mean])), scale) as tf.Tensor4D }
}

/** face-api's nets ask their input for a batch and nothing else. */
function asNetInput(batch: tf.Tensor4D): faceapi.NetInput {
  return Object.assign(Object.create(faceapi.NetInput.prototype), { toBatchTensor: () => batch })
}

async function largestDifference(mine: tf.Tensor, other: { dataSync(): ArrayLike<number> }): Promise<number> {
  const [one, two] = [Array.from(await mine.data()), other.dataSync()]
  expect(one.length).toBe(two.length)
  return one.reduce((largest, value, i) => Math.max(largest, Math.abs(value - (two[i] ?? NaN))), 0)
}
