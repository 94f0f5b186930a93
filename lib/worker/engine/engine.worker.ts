import { createBreathing, sleepUntilAborted } from './breathing'
import { browserCodec } from './decode-in-browser'
import type { Engine } from './engine'
import { startEngine } from './start-engine'
import type { FromEngine, ToEngine } from './worker-messages'

/** The engine's own thread: takes calls from create-engine.ts, keeps the page free of work. */
const scope = self as unknown as DedicatedWorkerGlobalScope // `lib` has the page's global too; this file runs in a worker only
const tell = (message: FromEngine) => scope.postMessage(message)
const aborts = new Map<number, AbortController>()
let engine: Engine | null = null

scope.addEventListener('message', ({ data }: MessageEvent<ToEngine>) => void hear(data))

async function hear(message: ToEngine): Promise<void> {
  switch (message.type) {
    case 'start':
      return start(message)
    case 'describe-frames':
      return answer(message.call, async (running, signal) => {
        const frames = await running.describeFrames(message.jpegs, workOptions(message, signal))
        tell({ type: 'frames-described', call: message.call, frames, info: running.info })
      })
    case 'examine':
      return answer(message.call, async (running, signal) => {
        const { operation, pictures } = message
        const frames = await running.examine(operation, pictures, workOptions(message, signal))
        tell({ type: 'examined', call: message.call, frames, info: running.info })
      })
    case 'describe-photo':
      return answer(message.call, async (running) => {
        const photo = await running.describePhoto(message.file)
        tell({ type: 'photo-described', call: message.call, photo, info: running.info })
      })
    case 'abort':
      aborts.get(message.call)?.abort()
  }
}

function workOptions({ call, duty }: { readonly call: number; readonly duty: number }, signal: AbortSignal) {
  const onFrame = (framesDone: number) => tell({ type: 'frame-done', call, framesDone })
  const times = { now: () => performance.now(), sleep: sleepUntilAborted(signal) }
  return { signal, onFrame, ...(duty < 1 ? { breathe: createBreathing(duty, times) } : {}) }
}

async function start({ assetBase, backends, maxThreads }: Extract<ToEngine, { type: 'start' }>): Promise<void> {
  try {
    engine = await startEngine({
      assetBase,
      backends,
      maxThreads,
      codec: browserCodec,
      clock: () => performance.now(),
      onProgress: (progress) => tell({ type: 'progress', progress }),
    })
    tell({ type: 'ready', info: engine.info })
  } catch (error) {
    tell({ type: 'not-ready', message: messageOf(error) })
  }
}

async function answer(call: number, work: (running: Engine, signal: AbortSignal) => Promise<void>): Promise<void> {
  const abort = new AbortController()
  aborts.set(call, abort)
  try {
    if (!engine) throw new Error('the engine has not started')
    await work(engine, abort.signal)
  } catch (error) {
    tell({ type: 'call-failed', call, message: messageOf(error) })
  } finally {
    aborts.delete(call)
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
