import type { Backend } from '../../protocol/volunteer'
import { EngineError, type Engine, type EngineInfo, type EngineProgress } from './engine'
export type { Engine, EngineInfo, EngineProgress } from './engine'
import { createWatchdog, demote } from './watchdog'
import type { FromEngine, ToEngine } from './worker-messages'

export interface CreateEngineOptions {
  /** Address under which `models/` and `vendor/` lie; ends with a slash. */
  readonly assetBase?: string
  /** Only these, tried in this order; for tests and for a user who knows better. */
  readonly backends?: readonly Backend[]
  /** WASM threads. One by default on two cores: a second engine there does more than a second thread. */
  readonly maxThreads?: number
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: EngineProgress) => void
}

/** Best first (backends.ts). Named here too, so that the page that only wants a worker loads nothing of tfjs. */
const LADDER: readonly Backend[] = ['webgpu', 'webgl', 'wasm', 'cpu']

/**
 * Starts an engine for this page, in a Web Worker of its own. Where workers have no canvas (Safari before 16.4) the
 * engine runs on the page's thread: slower to the touch, but it helps.
 * Rejects with `EngineError` when no backend works, and with the signal's reason when aborted.
 */
export async function createEngine(options: CreateEngineOptions = {}): Promise<Engine> {
  const assetBase = new URL(options.assetBase ?? '/', location.href).href
  const backends = options.backends ?? LADDER
  const maxThreads = options.maxThreads ?? Math.min(4, Math.max(1, Math.floor(navigator.hardwareConcurrency / 2)))
  const onProgress = options.onProgress ?? (() => undefined)
  options.signal?.throwIfAborted()
  if (canWorkInWorker()) return watched({ assetBase, backends, maxThreads }, onProgress, options.signal)
  const [{ startEngine }, { browserCodec: codec }] = await Promise.all([
    import('./start-engine'),
    import('./decode-in-browser'),
  ])
  return startEngine({ assetBase, backends, maxThreads, onProgress, codec, clock: () => performance.now() })
}

/** Starts over without the GPU that the engine's worker hangs in (watchdog.ts). */
async function watched(
  start: StartMessage,
  onProgress: (progress: EngineProgress) => void,
  signal: AbortSignal | undefined,
): Promise<Engine> {
  const giveUp = new AbortController()
  let next: readonly Backend[] | null = null
  const watchdog = createWatchdog({
    setTimer: (callBack, afterMs) => {
      const timer = setTimeout(callBack, afterMs)
      return () => clearTimeout(timer)
    },
    onStuck: (backend) => {
      next = demote(start.backends, backend)
      if (next) giveUp.abort(new EngineError(`${backend} does not answer`))
    },
  })
  const hear = (progress: EngineProgress) => {
    watchdog.hear(progress)
    onProgress(progress)
  }
  const pass = () => giveUp.abort(signal?.reason)
  signal?.addEventListener('abort', pass, { once: true })
  if (signal?.aborted) pass()
  try {
    return await inWorker(start, hear, giveUp.signal)
  } catch (error) {
    if (!next || signal?.aborted) throw error
    return await watched({ ...start, backends: next }, onProgress, signal)
  } finally {
    watchdog.stop()
    signal?.removeEventListener('abort', pass)
  }
}

function canWorkInWorker(): boolean {
  return typeof Worker !== 'undefined' && typeof OffscreenCanvas !== 'undefined'
}

/** One call that the worker has not answered. */
interface Waiting {
  readonly resolve: (answer: FromEngine) => void
  readonly reject: (reason: unknown) => void
  readonly onFrame: ((framesDone: number) => void) | undefined
}

type StartMessage = Omit<Extract<ToEngine, { type: 'start' }>, 'type'>

function inWorker(
  start: StartMessage,
  onProgress: (progress: EngineProgress) => void,
  signal: AbortSignal | undefined,
): Promise<Engine> {
  const worker = new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module', name: 'muster-engine' })
  const waiting = new Map<number, Waiting>()
  let calls = 0
  let info: EngineInfo | null = null
  let ended: { readonly reason: unknown } | null = null
  const send = (message: ToEngine) => worker.postMessage(message)

  /** Rejects everything in flight; the engine is of no more use. */
  function end(reason: unknown) {
    ended ??= { reason }
    worker.terminate()
    const left = [...waiting.values()]
    waiting.clear()
    left.forEach(({ reject }) => reject(reason))
  }

  function ask(
    message: (call: number) => ToEngine,
    {
      signal: callSignal,
      onFrame,
    }: { signal?: AbortSignal | undefined; onFrame?: ((done: number) => void) | undefined },
  ): Promise<FromEngine> {
    const call = ++calls
    const onAbort = () => {
      // The worker stops at its next step; nobody waits for that.
      send({ type: 'abort', call })
      waiting.get(call)?.reject(callSignal?.reason)
      waiting.delete(call)
    }
    return new Promise<FromEngine>((resolve, reject) => {
      callSignal?.throwIfAborted()
      if (ended) throw ended.reason
      waiting.set(call, { resolve, reject, onFrame })
      callSignal?.addEventListener('abort', onAbort, { once: true })
      send(message(call))
    }).finally(() => callSignal?.removeEventListener('abort', onAbort))
  }

  const engine = (first: EngineInfo): Engine => ({
    get info() {
      return info ?? first
    },
    describeFrames: async (jpegs, call = {}) => {
      const answer = await ask((id) => ({ type: 'describe-frames', call: id, jpegs, duty: call.duty ?? 1 }), call)
      if (answer.type !== 'frames-described') throw new EngineError(`unexpected answer: ${answer.type}`)
      return [...answer.frames]
    },
    examine: async (operation, pictures, call = {}) => {
      const duty = call.duty ?? 1
      const answer = await ask((id) => ({ type: 'examine', call: id, operation, pictures, duty }), call)
      if (answer.type !== 'examined') throw new EngineError(`unexpected answer: ${answer.type}`)
      return [...answer.frames]
    },
    describePhoto: async (file) => {
      const answer = await ask((id) => ({ type: 'describe-photo', call: id, file }), {})
      if (answer.type !== 'photo-described') throw new EngineError(`unexpected answer: ${answer.type}`)
      return answer.photo
    },
    stop: () => end(new EngineError('the engine was stopped')),
  })

  return new Promise<Engine>((resolve, reject) => {
    const fail = (reason: unknown) => {
      end(reason)
      reject(reason)
    }
    const onAbort = () => fail(signal?.reason)
    signal?.addEventListener('abort', onAbort, { once: true })
    worker.addEventListener('error', ({ message }) => fail(new EngineError(`the engine's worker broke: ${message}`)))
    worker.addEventListener('message', ({ data }: MessageEvent<FromEngine>) => {
      switch (data.type) {
        case 'progress':
          return onProgress(data.progress)
        case 'ready':
          signal?.removeEventListener('abort', onAbort)
          return resolve(engine(data.info))
        case 'not-ready':
          return fail(new EngineError(data.message))
        case 'frame-done':
          return waiting.get(data.call)?.onFrame?.(data.framesDone)
        case 'call-failed':
          waiting.get(data.call)?.reject(new EngineError(data.message))
          waiting.delete(data.call)
          return
        case 'frames-described':
        case 'examined':
        case 'photo-described':
          info = data.info
          waiting.get(data.call)?.resolve(data)
          waiting.delete(data.call)
      }
    })
    send({ type: 'start', ...start })
  })
}
