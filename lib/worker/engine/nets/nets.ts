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
  readonly dispose: () => void
}

/** Builds all nets on the backend that is current now; losing that backend means building them again. */
export function createNets(models: ModelBytes): Nets {
  const weightsOf = (net: keyof ModelBytes): Weights => readWeights(models[net].layout, models[net].weights)
  const ssd = createSsdNet(weightsOf('ssd'))
  const tiny = createTinyNet(weightsOf('tiny'))
  const landmarks = createLandmarkNet(weightsOf('landmarks'))
  const descriptor = createDescriptorNet(weightsOf('descriptor'))
  const dispose = () => [ssd, tiny, landmarks, descriptor].forEach((net) => net.dispose())
  return { ssd, tiny, landmarks, descriptor, dispose }
}
