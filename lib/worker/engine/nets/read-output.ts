import type { Tensor } from '@tensorflow/tfjs-core'

/**
 * A net's answer in ordinary memory.
 * @throws when it holds anything but numbers: that is what a lost GPU context or a broken driver answers.
 */
export async function readAndDispose(tensor: Tensor): Promise<Float32Array> {
  try {
    const values = await tensor.data<'float32'>()
    if (!values.every(Number.isFinite)) throw new Error('the backend answered with something that is no number')
    return values
  } finally {
    tensor.dispose()
  }
}
