import type { Backend } from '../../protocol/volunteer'
import { openBackend, probeBackend, type BackendOptions, type OpenBackend } from './backends'
import { calibrate, CALIBRATION_STEPS, MAX_KNOWN_ERROR, numericClass } from './calibration'
import type { Engine, EngineInfo, EngineProgress } from './engine'
import { createLadder, type Rung } from './ladder'
import { loadModels } from './model-store'
import { createNets } from './nets/nets'
import type { PictureCodec } from './picture'
import { createRecogniser, type Recogniser } from './recogniser'

export interface StartOptions extends BackendOptions {
  /** Tried in this order. */
  readonly backends: readonly Backend[]
  readonly codec: PictureCodec
  readonly onProgress: (progress: EngineProgress) => void
  readonly clock: () => number
}

interface EngineRung extends Rung {
  readonly recogniser: Recogniser
  readonly info: EngineInfo
}

/**
 * The engine in this very thread: loads the models, takes the best backend that gives right answers, and moves down the
 * ladder when one breaks. A page runs it in a worker (create-engine.ts).
 */
export async function startEngine(options: StartOptions): Promise<Engine> {
  const { onProgress } = options
  const { models, modelVersion } = await loadModels(options.assetBase, (loadedBytes, totalBytes) =>
    onProgress({ step: 'downloading', loadedBytes, totalBytes }),
  )

  async function open(name: Backend, limitMs: number): Promise<EngineRung> {
    const onStep = (done: number) => onProgress({ step: 'calibrating', backend: name, done, total: CALIBRATION_STEPS })
    onStep(0)
    const backend = await openBackend(name, options)
    try {
      const nets = createNets(models, backend)
      const { frameMs, knownError } = await calibrate(nets, {
        ...{ isGpu: backend.isGpu, clock: options.clock, onStep, limitMs },
      })
      if (!(knownError <= MAX_KNOWN_ERROR)) throw new Error(`its known answer is off by ${knownError.toFixed(3)}`)
      return {
        name,
        isGpu: backend.isGpu,
        frameMs,
        isLost: backend.isLost,
        close: () => closeAll(nets.dispose, backend),
        recogniser: createRecogniser(nets, options.codec),
        info: { backend: name, calibrationMs: frameMs, numericClass: numericClass(name, knownError), modelVersion },
      }
    } catch (error) {
      backend.close()
      throw error
    }
  }

  const ladder = await createLadder(options.backends, { probe: probeBackend, open })
  return {
    get info() {
      return ladder.current().info
    },
    describeFrames: (jpegs, call = {}) =>
      ladder.run(({ recogniser }) => recogniser.describeFrames(jpegs, call), call.signal),
    describePhoto: async (file) => {
      const encoded = new Uint8Array(await file.arrayBuffer())
      return ladder.run(({ recogniser }) => recogniser.describePhoto(encoded))
    },
    examine: (operation, pictures, call = {}) =>
      ladder.run(({ recogniser }) => recogniser.examine(operation, pictures, call), call.signal),
    stop: ladder.stop,
  }
}

function closeAll(dispose: () => void, backend: OpenBackend): void {
  // On a lost context even freeing may throw; the backend goes away with everything on it in any case.
  try {
    dispose()
  } finally {
    backend.close()
  }
}
