import { expect, test } from 'vitest'
import type { Backend } from '../../protocol/volunteer'
import { createWatchdog, demote, STEP_PATIENCE_MS } from './watchdog'

/** A timer that the test lets run out. */
function watch() {
  const stuck: Backend[] = []
  const timers = new Set<{ readonly callBack: () => void; readonly afterMs: number }>()
  const setTimer = (callBack: () => void, afterMs: number) => {
    const timer = { callBack, afterMs }
    timers.add(timer)
    return () => void timers.delete(timer)
  }
  const dog = createWatchdog({ setTimer, onStuck: (backend) => stuck.push(backend) })
  return { dog, stuck, timers, runOut: () => timers.forEach(({ callBack }) => callBack()) }
}

test('[ENG-9] a GPU that takes no step for a few seconds is stuck', () => {
  const { dog, stuck, timers, runOut } = watch()
  dog.hear({ step: 'calibrating', backend: 'webgl', done: 0, total: 4 })
  dog.hear({ step: 'calibrating', backend: 'webgl', done: 1, total: 4 })
  expect([...timers].map(({ afterMs }) => afterMs)).toEqual([STEP_PATIENCE_MS])
  runOut()
  expect(stuck).toEqual(['webgl'])
})

test('[ENG-9] downloading, WASM, a finished calibration and a stopped watch are nothing to worry about', () => {
  const { dog, timers } = watch()
  dog.hear({ step: 'downloading', loadedBytes: 1, totalBytes: 9 })
  dog.hear({ step: 'calibrating', backend: 'wasm', done: 0, total: 4 })
  dog.hear({ step: 'calibrating', backend: 'webgpu', done: 4, total: 4 })
  expect(timers.size).toBe(0)
  dog.hear({ step: 'calibrating', backend: 'webgpu', done: 0, total: 4 })
  dog.stop()
  expect(timers.size).toBe(0)
})

test('[ENG-9] what is stuck goes behind WASM; where there is nothing else, it is waited for', () => {
  expect(demote(['webgpu', 'webgl', 'wasm', 'cpu'], 'webgl')).toEqual(['webgpu', 'wasm', 'webgl', 'cpu'])
  expect(demote(['webgpu', 'wasm', 'webgl', 'cpu'], 'webgpu')).toEqual(['wasm', 'webgpu', 'webgl', 'cpu'])
  expect(demote(['wasm', 'webgl'], 'webgl')).toBeNull()
  expect(demote(['webgl'], 'webgl')).toBeNull()
})
