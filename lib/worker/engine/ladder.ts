import type { Backend } from '../../protocol/volunteer'
import type { Outlook } from './backends'
import { EngineError } from './engine'

/** A backend with the nets on it, checked and timed. */
export interface Rung {
  readonly name: Backend
  readonly isGpu: boolean
  /** One calibration frame. */
  readonly frameMs: number
  readonly isLost: () => boolean
  readonly close: () => void
}

/** What the ladder stands on. Both reject with the reason why a backend is of no use here. */
export interface LadderPort<Found extends Rung> {
  readonly probe: (name: Backend) => Promise<Outlook>
  /** Gives up with `TooSlow` once it has taken `limitMs`; by itself, for no two backends may work at a time. */
  readonly open: (name: Backend, limitMs: number) => Promise<Found>
}

/** A backend was given up because it took too long; it may do where nothing else works. */
export class TooSlow extends Error {
  override readonly name = 'TooSlow'
}

/**
 * How long a GPU may take to answer its calibration while WASM has not been tried. Phones compile their shaders in two or three
 * seconds; a processor that plays the GPU was seen at it for over a minute.
 */
export const GPU_PATIENCE_MS = 6_000

/** A GPU that needs longer than this for the calibration frame may be slower than WASM; then WASM is tried too. */
const SLOW_GPU_MS = 250
/** A call that breaks this many backends is itself to blame, and is not let loose on the rest. */
const BACKENDS_PER_CALL = 2

/**
 * Stands on the best backend of a list and steps down when it breaks. Knows nothing of nets or tfjs.
 * @throws EngineError when none works.
 */
export async function createLadder<Found extends Rung>(backends: readonly Backend[], port: LadderPort<Found>) {
  const untried = [...backends]
  const reasons: string[] = []
  const failed = (name: Backend, error: unknown) => {
    reasons.push(`${name}: ${error instanceof Error ? error.message : String(error)}`)
    return null
  }
  let isStopped = false
  let last: Promise<unknown> = Promise.resolve()
  let rung = await climb()

  /** The next backend that works; GPUs that are slow, or drawn by the processor, only if WASM is no better. */
  async function climb(): Promise<Found> {
    const postponed = new Set<Backend>()
    const postpone = (name: Backend) => {
      postponed.add(name)
      untried.splice(untried.indexOf('wasm') + 1, 0, name)
    }
    let slow: Rung | null = null
    for (let name = untried.shift(); name; name = untried.shift()) {
      const mayWait = untried.includes('wasm') && !postponed.has(name)
      const outlook = await port.probe(name).catch(failed.bind(null, name))
      if (!outlook) continue
      if (outlook === 'software' && mayWait) {
        postpone(name)
        continue
      }
      const isHurried = mayWait && name !== 'wasm' && name !== 'cpu'
      const found: Found | 'too-slow' | null = await port
        .open(name, isHurried ? GPU_PATIENCE_MS : Infinity)
        .catch((error: unknown) => (failed(name, error), isHurried && error instanceof TooSlow ? 'too-slow' : null))
      if (found === 'too-slow') postpone(name)
      if (!found || found === 'too-slow') continue
      if (found.isGpu && found.frameMs > SLOW_GPU_MS && mayWait) {
        found.close()
        postpone(name)
        if (!slow || found.frameMs < slow.frameMs) slow = found
        continue
      }
      if (slow && name === 'wasm' && slow.frameMs < found.frameMs) {
        found.close()
        const better: Backend = slow.name
        slow = null
        untried.splice(0, untried.length, better, 'wasm', ...untried.filter((other) => other !== better))
        continue
      }
      return found
    }
    throw new EngineError(`no backend works here (${reasons.join('; ')})`)
  }

  async function work<Value>(call: (rung: Found) => Promise<Value>, signal?: AbortSignal): Promise<Value> {
    for (let broken = 1; ; broken++) {
      if (isStopped) throw new EngineError('the engine was stopped')
      signal?.throwIfAborted()
      const current = rung
      try {
        const value = await call(current)
        // What a lost GPU answered is nonsense, however right it looks.
        if (!current.isLost()) return value
        throw new Error('its context was lost')
      } catch (error) {
        if (signal?.aborted || isStopped) throw error
        failed(current.name, error)
        if (broken === BACKENDS_PER_CALL && !current.isLost()) throw new EngineError(reasons.join('; '))
        current.close()
        rung = await climb()
      }
    }
  }

  return {
    current: (): Found => rung,
    /** Calls wait for each other: tfjs has one current backend, and the nets one set of buffers. */
    run<Value>(call: (rung: Found) => Promise<Value>, signal?: AbortSignal): Promise<Value> {
      const turn = last.then(() => work(call, signal))
      last = turn.catch(() => undefined)
      return turn
    },
    stop: () => {
      if (isStopped) return
      isStopped = true
      void last.then(() => rung.close())
    },
  }
}
