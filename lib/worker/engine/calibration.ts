import * as tf from '@tensorflow/tfjs-core'
import { CHIP_SIZE_PX } from '../../core/recognition/alignment'
import { describeChips } from './describe-faces'
import { KNOWN_DESCRIPTOR } from './known-descriptor'
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
 */
export async function calibrate(
  nets: Nets,
  { isGpu, clock, onStep }: { isGpu: boolean; clock: () => number; onStep: (done: number) => void },
): Promise<Calibration> {
  const knownError = distance(await describeKnownChip(nets), KNOWN_DESCRIPTOR)
  onStep(1)
  if (!(knownError <= MAX_KNOWN_ERROR)) return { frameMs: Infinity, knownError }
  if (isGpu) await workOneFrame(nets)
  onStep(2)
  const startedAt = clock()
  await workOneFrame(nets)
  const frameMs = clock() - startedAt
  onStep(3)
  return { frameMs, knownError }
}
export const CALIBRATION_STEPS = 3

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
