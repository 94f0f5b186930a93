import type { FrameResult } from '../../../protocol/report'
import type { EnginePort, StartEngine } from '../ports'

interface Call {
  readonly jpegs: readonly Uint8Array[]
  readonly duty: number | undefined
  readonly finish: (frames: readonly FrameResult[]) => void
  readonly fail: (error: Error) => void
  readonly onFrame: (framesDone: number) => void
}

export interface FakeEngine {
  readonly start: StartEngine
  /** The engine is ready; nothing happens before. */
  readonly ready: () => Promise<void>
  readonly breakDown: () => Promise<void>
  /** The unit it works on now. */
  readonly current: () => Call | null
  /** Ends the current unit with no faces in any of its frames. */
  readonly finish: () => Promise<void>
  readonly fail: (message: string) => Promise<void>
  readonly startCount: () => number
  readonly isStopped: () => boolean
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

/** An engine that starts, works and breaks when the test says so. */
export function createFakeEngine({ modelVersion = 'models-1' }: { modelVersion?: string } = {}): FakeEngine {
  let current: Call | null = null
  let startCount = 0
  let isStopped = false
  let begin: { ready: (engine: EnginePort) => void; fail: (error: Error) => void } | null = null

  const engine: EnginePort = {
    info: { backend: 'wasm', calibrationMs: 50, numericClass: 'wasm-6', modelVersion },
    describeFrames: (jpegs, options) =>
      new Promise((resolve, reject) => {
        const call: Call = {
          jpegs,
          duty: options?.duty,
          finish: (frames) => resolve([...frames]),
          fail: reject,
          onFrame: (framesDone) => options?.onFrame?.(framesDone),
        }
        current = call
        options?.signal?.addEventListener('abort', () => {
          if (current === call) current = null
          reject(new Error('aborted'))
        })
      }),
    // Nothing that is tested with this engine asks for pictures.
    examine: () => Promise.reject(new Error('only the roll here')),
    stop: () => {
      isStopped = true
    },
  }
  const take = (): Call => {
    if (!current) throw new Error('the engine has nothing to do')
    const call = current
    current = null
    return call
  }

  return {
    start: ({ onProgress }) => {
      startCount++
      onProgress({ step: 'downloading', loadedBytes: 1, totalBytes: 2 })
      return new Promise((resolve, reject) => {
        begin = { ready: resolve, fail: reject }
      })
    },
    ready: () => {
      begin?.ready(engine)
      return settle()
    },
    breakDown: () => {
      begin?.fail(new Error('no backend works here'))
      return settle()
    },
    current: () => current,
    finish: () => {
      const call = take()
      call.finish(call.jpegs.map(() => ({ outcome: 'described', faces: [] })))
      return settle()
    },
    fail: (message) => {
      take().fail(new Error(message))
      return settle()
    },
    startCount: () => startCount,
    isStopped: () => isStopped,
  }
}
