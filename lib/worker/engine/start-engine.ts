import type { Backend } from '../../protocol/volunteer'
import { openBackend, probeBackend, type BackendOptions, type OpenBackend, type Outlook } from './backends'
import { calibrate, CALIBRATION_STEPS, MAX_KNOWN_ERROR, numericClass } from './calibration'
import { EngineError, type Engine, type EngineInfo, type EngineProgress } from './engine'
import { loadModels } from './model-store'
import { createNets, type Nets } from './nets/nets'
import type { DecodePicture } from './picture'
import { createRecogniser, type Recogniser } from './recogniser'

export interface StartOptions extends BackendOptions {
  /** Tried in this order. */
  readonly backends: readonly Backend[]
  readonly decode: DecodePicture
  readonly onProgress: (progress: EngineProgress) => void
  readonly clock: () => number
}

/** A backend with the nets on it, checked and timed. */
interface Rung {
  readonly backend: OpenBackend
  readonly nets: Nets
  readonly recogniser: Recogniser
  readonly info: EngineInfo
}

/** A GPU that needs longer than this for the calibration frame may be slower than WASM; then WASM is tried too. */
const SLOW_GPU_MS = 250
/** A call that breaks this many backends is itself to blame, and is not let loose on the rest. */
const BACKENDS_PER_CALL = 2

/**
 * The engine in this very thread: loads the models, takes the best backend that gives right answers, and moves down the
 * ladder when one breaks. A page runs it in a worker (create-engine.ts).
 */
export async function startEngine(options: StartOptions): Promise<Engine> {
  const { onProgress } = options
  const { models, modelVersion } = await loadModels(options.assetBase, (loadedBytes, totalBytes) =>
    onProgress({ step: 'downloading', loadedBytes, totalBytes }),
  )
  const untried = [...options.backends]
  const reasons: string[] = []
  let isStopped = false
  let last: Promise<unknown> = Promise.resolve()
  let rung = await climb()

  /** The next backend that works; GPUs that are slow, or drawn by the processor, only if WASM is no better. */
  async function climb(): Promise<Rung> {
    const postponed = new Set<Backend>()
    const postpone = (name: Backend) => {
      postponed.add(name)
      untried.splice(untried.indexOf('wasm') + 1, 0, name)
    }
    let slow: { readonly name: Backend; readonly frameMs: number } | null = null
    for (let name = untried.shift(); name; name = untried.shift()) {
      const mayWait = untried.includes('wasm') && !postponed.has(name)
      const outlook = await probe(name)
      if (!outlook) continue
      if (outlook === 'software' && mayWait) {
        postpone(name)
        continue
      }
      const found = await tryRung(name)
      if (!found) continue
      const frameMs = found.info.calibrationMs
      if (found.backend.isGpu && frameMs > SLOW_GPU_MS && mayWait) {
        closeRung(found)
        postpone(name)
        if (!slow || frameMs < slow.frameMs) slow = { name, frameMs }
        continue
      }
      if (slow && name === 'wasm' && slow.frameMs < frameMs) {
        closeRung(found)
        const better = slow.name
        slow = null
        untried.splice(0, untried.length, better, 'wasm', ...untried.filter((other) => other !== better))
        continue
      }
      return found
    }
    throw new EngineError(`no backend works here (${reasons.join('; ')})`)
  }

  async function probe(name: Backend): Promise<Outlook | null> {
    try {
      return await probeBackend(name)
    } catch (error) {
      reasons.push(`${name}: ${messageOf(error)}`)
      return null
    }
  }

  async function tryRung(name: Backend): Promise<Rung | null> {
    const tell = (done: number) => onProgress({ step: 'calibrating', backend: name, done, total: CALIBRATION_STEPS })
    let backend: OpenBackend | null = null
    try {
      tell(0)
      backend = await openBackend(name, options)
      const nets = createNets(models, { isGpu: backend.isGpu })
      const { frameMs, knownError } = await calibrate(nets, {
        isGpu: backend.isGpu,
        clock: options.clock,
        onStep: tell,
      })
      if (!(knownError <= MAX_KNOWN_ERROR)) throw new Error(`its known answer is off by ${knownError.toFixed(3)}`)
      const info = { backend: name, calibrationMs: frameMs, numericClass: numericClass(name, knownError), modelVersion }
      return { backend, nets, recogniser: createRecogniser(nets, options.decode), info }
    } catch (error) {
      reasons.push(`${name}: ${messageOf(error)}`)
      backend?.close()
      return null
    }
  }

  async function onRung<Value>(work: (recogniser: Recogniser) => Promise<Value>, signal?: AbortSignal): Promise<Value> {
    for (let broken = 0; ;) {
      if (isStopped) throw new EngineError('the engine was stopped')
      signal?.throwIfAborted()
      const current = rung
      try {
        const value = await work(current.recogniser)
        if (!current.backend.isLost()) return value
        throw new Error('its context was lost')
      } catch (error) {
        if (signal?.aborted || isStopped) throw error
        reasons.push(`${current.info.backend}: ${messageOf(error)}`)
        broken++
        if (broken === BACKENDS_PER_CALL && !current.backend.isLost()) throw new EngineError(reasons.join('; '))
        closeRung(current)
        rung = await climb()
      }
    }
  }

  /** tfjs has one current backend and the nets one set of buffers, so calls wait for each other. */
  function inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const turn = last.then(work, work)
    last = turn.catch(() => undefined)
    return turn
  }

  return {
    get info() {
      return rung.info
    },
    describeFrames: (jpegs, call = {}) =>
      inTurn(() => onRung((recogniser) => recogniser.describeFrames(jpegs, call), call.signal)),
    describePhoto: (file) =>
      inTurn(async () => {
        const encoded = new Uint8Array(await file.arrayBuffer())
        return onRung((recogniser) => recogniser.describePhoto(encoded))
      }),
    stop: () => {
      if (isStopped) return
      isStopped = true
      void last.then(() => closeRung(rung))
    },
  }
}

function closeRung({ nets, backend }: Rung): void {
  // On a lost context even freeing may throw; the backend goes away with everything on it in any case.
  try {
    nets.dispose()
  } finally {
    backend.close()
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
