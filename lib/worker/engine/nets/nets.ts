import { readWeights, type Weights } from '../weights'
import { createDescriptorNet, type DescriptorNet } from './descriptor-net'
import { createLandmarkNet, type LandmarkNet } from './landmark-net'
import { createSsdNet, type SsdNet } from './ssd-net'
import { createTinyNet, type TinyNet } from './tiny-net'
import type { ModelBytes } from '../model-manifest'

/** The four nets on the current backend. */
export interface Nets {
  readonly ssd: SsdNet
  readonly tiny: TinyNet
  readonly landmarks: LandmarkNet
  readonly descriptor: DescriptorNet
  /** How many rows a batch for so many faces has; what is not filled is computed for nothing. */
  readonly rowsFor: (count: number) => number
  readonly dispose: () => void
}

/** Builds all nets on the backend that is current now; losing that backend means building them again. */
export function createNets(models: ModelBytes, { isGpu }: { readonly isGpu: boolean }): Nets {
  const weightsOf = (net: keyof ModelBytes): Weights => readWeights(models[net].layout, models[net].weights)
  const ssd = createSsdNet(weightsOf('ssd'))
  const tiny = createTinyNet(weightsOf('tiny'))
  const landmarks = createLandmarkNet(weightsOf('landmarks'))
  const descriptor = createDescriptorNet(weightsOf('descriptor'))
  const dispose = () => [ssd, tiny, landmarks, descriptor].forEach((net) => net.dispose())
  const rowsFor = (count: number) => (isGpu ? (GPU_ROWS.find((rows) => rows >= count) ?? MAX_ROWS) : count)
  return { ssd, tiny, landmarks, descriptor, rowsFor, dispose }
}

/** Faces in one run: 32 chips are 8.6 MB of input and about 60 MB of activations. */
export const MAX_ROWS = 32
/** GPUs compile their shaders anew for each shape, which takes longer than a few rows too many. */
const GPU_ROWS = [8, MAX_ROWS]
