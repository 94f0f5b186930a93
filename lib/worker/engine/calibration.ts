import * as tf from '@tensorflow/tfjs-core'
import { CHIP_SIZE_PX } from '../../core/recognition/alignment'
import { describeChips } from './describe-faces'
import { KNOWN_DESCRIPTOR } from './known-descriptor'
import { TooSlow } from './ladder'
import type { Nets } from './nets/nets'
import { readAndDispose } from './nets/read-output'
import { SSD_INPUT_PX } from './nets/ssd-net'

/** A backend further away than this from the known answer is not used (BARS §3: descriptors across backends). */
export const MAX_KNOWN_ERROR = 0.02

export interface Calibration {
  readonly frameMs: number
  /** L2 distance between the known descriptor and this backend's. */
  readonly knownError: number
}

/**
 * Asks the nets something whose answer is known, then times one frame of work: one look of the detector and four faces.
 * GPUs do that frame once before, untimed, because they compile shaders for it. `onStep` is told after each of
 * `CALIBRATION_STEPS` steps.
 * @throws TooSlow between two steps when a GPU is certain to be slow, or all took longer than `limitMs`.
 */
export async function calibrate(
  nets: Nets,
  { isGpu, clock, onStep, limitMs }: CalibrationOptions,
): Promise<Calibration> {
  const beganAt = clock()
  const step = (done: number) => {
    onStep(done)
    const tookMs = clock() - beganAt
    if (tookMs > limitMs) throw new TooSlow(`its calibration took more than ${Math.round(tookMs / 1000)} s`)
  }
  if (isGpu && Number.isFinite(limitMs)) await checkPace(clock)
  step(1)
  const knownError = distance(await describeKnownChip(nets), KNOWN_DESCRIPTOR)
  step(2)
  if (!(knownError <= MAX_KNOWN_ERROR)) return { frameMs: Infinity, knownError }
  if (isGpu) await workOneFrame(nets)
  step(3)
  const startedAt = clock()
  await workOneFrame(nets)
  const frameMs = clock() - startedAt
  step(4)
  return { frameMs, knownError }
}
export const CALIBRATION_STEPS = 4

export interface CalibrationOptions {
  readonly isGpu: boolean
  readonly clock: () => number
  readonly onStep: (done: number) => void
  readonly limitMs: number
}

/**
 * One convolution before any net: a GPU that a processor only plays is known after two shaders instead of sixty. The second
 * run is timed, for the first one compiles.
 */
async function checkPace(clock: () => number): Promise<void> {
  const run = () =>
    readAndDispose(
      tf.tidy(() =>
        tf.mean(tf.conv2d(tf.ones<tf.Rank.R4>([1, 64, 64, 64]), tf.ones<tf.Rank.R4>([3, 3, 64, 64]), 1, 'same')),
      ),
    )
  await run()
  const startedAt = clock()
  await run()
  const tookMs = clock() - startedAt
  if (tookMs > MOST_CONVOLUTION_MS) throw new TooSlow(`one convolution takes ${Math.round(tookMs)} ms`)
}
/** 300 million operations: a phone's GPU needs some ten ms, a processor on WASM thirty, a drawn GPU hundreds. */
const MOST_CONVOLUTION_MS = 120

export async function describeKnownChip(nets: Nets): Promise<Float32Array> {
  const [descriptor] = await describeChips(nets, [pseudoRandomChip()])
  return descriptor ?? new Float32Array()
}

async function workOneFrame(nets: Nets): Promise<void> {
  const side = SSD_INPUT_PX
  await readAndDispose(tf.tidy(() => nets.ssd.run(tf.zeros([1, side, side, 3]))))
  const chip = pseudoRandomChip()
  await describeChips(nets, [chip, chip, chip, chip])
}

/** Row-major [150, 150, 3], 0..255; the same on every machine (integer arithmetic only). */
function pseudoRandomChip(): Float32Array {
  let state = 1
  return Float32Array.from({ length: CHIP_SIZE_PX * CHIP_SIZE_PX * 3 }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return (state >>> 16) & 0xff
  })
}

const distance = (one: ArrayLike<number>, other: readonly number[]): number =>
  Math.sqrt(other.reduce((sum, value, i) => sum + (value - (one[i] ?? NaN)) ** 2, 0))

/** `wasm/1e-6`: reports of one class differ by rounding alone, and comparing them can be strict. */
export function numericClass(backend: string, knownError: number): string {
  const power = Math.max(-6, Math.ceil(Math.log10(Math.max(knownError, 1e-9))))
  return `${backend}/1e${power}`
}
