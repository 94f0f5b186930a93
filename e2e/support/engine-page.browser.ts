/** What `e2e/engine.spec.ts` bundles into a page of its own: the engine on the backend it is told, without the site. */
import type { FrameResult } from '../../lib/protocol/report'
import type { Backend } from '../../lib/protocol/volunteer'
import { openBackend } from '../../lib/worker/engine/backends'
import { browserCodec } from '../../lib/worker/engine/decode-in-browser'
import { loadModels } from '../../lib/worker/engine/model-store'
import { createNets } from '../../lib/worker/engine/nets/nets'
import { createRecogniser } from '../../lib/worker/engine/recogniser'
import { startEngine } from '../../lib/worker/engine/start-engine'

const assetBase = `${location.origin}/`

/** Descriptors of all faces of one frame. Small batches as they come: SwiftShader takes seconds for each face. */
async function describeOn(backend: Backend, jpegBase64: string): Promise<number[][]> {
  const { models } = await loadModels(assetBase, () => undefined)
  const opened = await openBackend(backend, { assetBase, maxThreads: 1 })
  const nets = createNets(models, { isGpu: false })
  const jpeg = Uint8Array.from(atob(jpegBase64), (character) => character.charCodeAt(0))
  const [frame] = await createRecogniser(nets, browserCodec).describeFrames([jpeg])
  nets.dispose()
  opened.close()
  return facesOf(frame).map(({ descriptor }) => [...descriptor])
}

const facesOf = (frame: FrameResult | undefined) => (frame?.outcome === 'described' ? frame.faces : [])

/** Climbs the ladder as a page does. `steps` are the calibration's, with the time of each since the models were there. */
async function climb(backends: readonly Backend[]): Promise<{ backend: Backend; steps: readonly Step[] }> {
  await loadModels(assetBase, () => undefined)
  const beganAt = performance.now()
  const steps: Step[] = []
  const engine = await startEngine({
    ...{ assetBase, maxThreads: 1, backends, codec: browserCodec, clock: () => performance.now() },
    onProgress: (progress) => {
      if (progress.step !== 'calibrating') return
      steps.push({ backend: progress.backend, done: progress.done, atMs: performance.now() - beganAt })
    },
  })
  const { backend } = engine.info
  engine.stop()
  return { backend, steps }
}

interface Step {
  readonly backend: Backend
  readonly done: number
  readonly atMs: number
}

/** How many bytes came over the network, and what the models are called. */
async function loadOnce(): Promise<{ loadedBytes: number; modelVersion: string }> {
  let loadedBytes = 0
  const { modelVersion } = await loadModels(assetBase, (bytes) => (loadedBytes = bytes))
  return { loadedBytes, modelVersion }
}

/** Changes one byte of every stored file, as a failing disk would. */
async function damageStore(): Promise<void> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open('muster-models')
    opening.onsuccess = () => resolve(opening.result)
    opening.onerror = () => reject(new Error('the store does not open'))
  })
  const files = database.transaction('files', 'readwrite').objectStore('files')
  await new Promise<void>((resolve, reject) => {
    const walk = files.openCursor()
    walk.onerror = () => reject(new Error('the store cannot be read'))
    walk.onsuccess = () => {
      const cursor = walk.result
      if (!cursor) return resolve()
      const bytes: unknown = cursor.value
      if (bytes instanceof ArrayBuffer) new Uint8Array(bytes).fill(7, 0, 1)
      cursor.update(bytes)
      cursor.continue()
    }
  })
  database.close()
}

Object.assign(globalThis, { engine: { describeOn, climb, loadOnce, damageStore } })
