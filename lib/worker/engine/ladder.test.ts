import { describe, expect, test } from 'vitest'
import type { Backend } from '../../protocol/volunteer'
import type { Outlook } from './backends'
import { EngineError } from './engine'
import { createLadder, GPU_PATIENCE_MS, TooSlow, type Rung } from './ladder'

/** Backends of an imagined device: their calibration time, or why they don't start. */
interface Device {
  readonly frameMs: Partial<Record<Backend, number>>
  readonly software?: readonly Backend[]
  /** How long a backend's calibration takes, where that matters. */
  readonly opensInMs?: Partial<Record<Backend, number>>
}
const ALL: readonly Backend[] = ['webgpu', 'webgl', 'wasm', 'cpu']

function portOf({ frameMs, software = [], opensInMs = {} }: Device) {
  const opened: Backend[] = []
  let waitedMs = 0
  const alive = new Set<Rung>()
  const lost = new Set<Backend>()
  return {
    opened,
    alive,
    lost,
    probe: (name: Backend): Promise<Outlook> =>
      frameMs[name] === undefined
        ? Promise.reject(new Error('missing'))
        : Promise.resolve(software.includes(name) ? 'software' : 'ordinary'),
    waitedMs: () => waitedMs,
    open: (name: Backend, limitMs: number): Promise<Rung> => {
      opened.push(name)
      const neededMs = opensInMs[name] ?? 0
      waitedMs += Math.min(neededMs, limitMs)
      if (neededMs > limitMs) return Promise.reject(new TooSlow('it took too long'))
      const isGpu = name === 'webgpu' || name === 'webgl'
      const rung: Rung = {
        name,
        isGpu,
        frameMs: frameMs[name] ?? NaN,
        isLost: () => lost.has(name),
        close: () => void alive.delete(rung),
      }
      alive.add(rung)
      return Promise.resolve(rung)
    },
  }
}

describe('[ENG-9] the best backend that works is taken', () => {
  test.each<[string, Device, Backend]>([
    ['a quick GPU at once', { frameMs: { webgpu: 30, webgl: 40, wasm: 500, cpu: 9000 } }, 'webgpu'],
    ['WebGL where WebGPU is missing', { frameMs: { webgl: 40, wasm: 500, cpu: 9000 } }, 'webgl'],
    [
      'WASM rather than a GPU drawn by the processor',
      { frameMs: { webgl: 1, wasm: 500 }, software: ['webgl'] },
      'wasm',
    ],
    ['WASM rather than a slower GPU', { frameMs: { webgl: 800, wasm: 500, cpu: 9000 } }, 'wasm'],
    ['a slow GPU rather than slower WASM', { frameMs: { webgl: 600, wasm: 900, cpu: 9000 } }, 'webgl'],
    ['the quicker of two slow GPUs', { frameMs: { webgpu: 700, webgl: 600, wasm: 900 } }, 'webgl'],
    ['a drawn GPU before the plain processor', { frameMs: { webgl: 5000, cpu: 9000 }, software: ['webgl'] }, 'webgl'],
    ['the processor when there is nothing else', { frameMs: { cpu: 9000 } }, 'cpu'],
  ])('%s', async (_, device, expected) => {
    const port = portOf(device)
    const ladder = await createLadder(ALL, port)
    expect(ladder.current().name).toBe(expected)
    expect([...port.alive].map(({ name }) => name)).toEqual([expected])
  })

  test('a drawn GPU is not even opened', async () => {
    const port = portOf({ frameMs: { webgl: 1, wasm: 500 }, software: ['webgl'] })
    await createLadder(ALL, port)
    expect(port.opened).toEqual(['wasm'])
  })

  test('a GPU that never ends its calibration is given up for WASM after a few seconds', async () => {
    const device = { frameMs: { webgpu: 300, webgl: 300, wasm: 500, cpu: 9000 } }
    const port = portOf({ ...device, opensInMs: { webgpu: 79_000, webgl: 79_000, wasm: 400 } })
    const ladder = await createLadder(ALL, port)
    expect(ladder.current().name).toBe('wasm')
    expect(port.opened).toEqual(['webgpu', 'webgl', 'wasm'])
    expect(port.waitedMs()).toBeLessThanOrEqual(2 * GPU_PATIENCE_MS + 400)
  })

  test('the same GPU is waited for where WASM does not work', async () => {
    const port = portOf({ frameMs: { webgl: 5000, cpu: 9000 }, opensInMs: { webgl: 79_000 } })
    expect((await createLadder(ALL, port)).current().name).toBe('webgl')
  })

  test('and where WASM breaks only after the GPU was given up', async () => {
    const device = { frameMs: { webgl: 5000, wasm: 500, cpu: 9000 }, opensInMs: { webgl: 79_000 } }
    const port = portOf(device)
    const ladder = await createLadder(ALL, port)
    port.lost.add('wasm')
    expect(await ladder.run(({ name }) => Promise.resolve(name))).toBe('webgl')
  })

  test('no backend at all is an error that says why', async () => {
    await expect(createLadder(ALL, portOf({ frameMs: {} }))).rejects.toThrow('webgpu: missing; webgl: missing')
  })
})

describe('[ENG-10] a backend that breaks hands the call to the next one', () => {
  const device = { frameMs: { webgl: 40, wasm: 500, cpu: 9000 } }

  test('a thrown error: done again on the next backend, the broken one is freed', async () => {
    const port = portOf(device)
    const ladder = await createLadder(ALL, port)
    const answer = await ladder.run(({ name }) =>
      name === 'webgl' ? Promise.reject(new Error('gone')) : Promise.resolve(name),
    )
    expect(answer).toBe('wasm')
    expect(ladder.current().name).toBe('wasm')
    expect([...port.alive].map(({ name }) => name)).toEqual(['wasm'])
  })

  test('a context lost on the way: its answer is not believed', async () => {
    const port = portOf(device)
    const ladder = await createLadder(ALL, port)
    const answer = await ladder.run(({ name }) => {
      if (name === 'webgl') port.lost.add('webgl')
      return Promise.resolve(name)
    })
    expect(answer).toBe('wasm')
  })

  test('a call that breaks two backends fails by itself; the next call works', async () => {
    const ladder = await createLadder(ALL, portOf(device))
    await expect(ladder.run(() => Promise.reject(new Error('odd picture')))).rejects.toBeInstanceOf(EngineError)
    expect(await ladder.run(({ name }) => Promise.resolve(name))).toBe('wasm')
  })

  test('an aborted call blames no backend', async () => {
    const ladder = await createLadder(ALL, portOf(device))
    const abort = new AbortController()
    const call = ladder.run(() => {
      abort.abort(new Error('enough'))
      return Promise.reject(new Error('interrupted'))
    }, abort.signal)
    await expect(call).rejects.toThrow('interrupted')
    expect(ladder.current().name).toBe('webgl')
  })

  test('calls run one after another, and none after a stop', async () => {
    const port = portOf(device)
    const ladder = await createLadder(ALL, port)
    const order: string[] = []
    const slowly = (name: string) => () => Promise.resolve().then(() => void order.push(name))
    await Promise.all([ladder.run(slowly('first')), ladder.run(slowly('second'))])
    expect(order).toEqual(['first', 'second'])
    ladder.stop()
    ladder.stop()
    await expect(ladder.run(slowly('late'))).rejects.toThrow('stopped')
    expect(port.alive.size).toBe(0)
  })
})
