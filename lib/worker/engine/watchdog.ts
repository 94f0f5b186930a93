import type { Backend } from '../../protocol/volunteer'
import type { EngineProgress } from './engine'

/**
 * A driver that compiles a shader for a minute holds the engine's whole thread, so nobody in there can look at the clock.
 * A page that watches the engine's worker from outside can: after this long without a step of the calibration it ends the
 * worker and starts another.
 */
export const STEP_PATIENCE_MS = 8_000

/** Watches a starting engine's progress. `onStuck` is told once, with the GPU backend that the engine hangs in. */
export function createWatchdog({
  setTimer,
  onStuck,
}: {
  /** Calls back later unless the function that it returns is called before. */
  readonly setTimer: (callBack: () => void, afterMs: number) => () => void
  readonly onStuck: (backend: Backend) => void
}) {
  let clear = () => {}
  return {
    hear: (progress: EngineProgress) => {
      clear()
      clear = () => {}
      if (progress.step !== 'calibrating') return
      const { backend, done, total } = progress
      if (done < total && isGpu(backend)) clear = setTimer(() => onStuck(backend), STEP_PATIENCE_MS)
    },
    stop: () => clear(),
  }
}

/** The list without the stuck backend before WASM: behind it, it is there for the day when WASM breaks. Null: nothing to gain. */
export function demote(backends: readonly Backend[], stuck: Backend): readonly Backend[] | null {
  const place = backends.indexOf(stuck)
  const wasm = backends.indexOf('wasm')
  if (place < 0 || wasm < place) return null
  return [...backends.slice(0, wasm + 1).filter((name) => name !== stuck), stuck, ...backends.slice(wasm + 1)]
}

const isGpu = (backend: Backend) => backend === 'webgpu' || backend === 'webgl'
