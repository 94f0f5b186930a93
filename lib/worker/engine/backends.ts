import * as tf from '@tensorflow/tfjs-core'
import type { Backend } from '../../protocol/volunteer'

/** Best first. Software renderers are put behind WASM when they show themselves. */
export const BACKEND_LADDER: readonly Backend[] = ['webgpu', 'webgl', 'wasm', 'cpu']

export interface BackendOptions {
  /** Where `/vendor/tfjs/` lies; ends with a slash. */
  readonly assetBase: string
  /** WASM threads at most; they also need a cross-origin isolated page. */
  readonly maxThreads: number
}

/** A backend that is current in tfjs now. */
export interface OpenBackend {
  readonly name: Backend
  readonly isGpu: boolean
  /** The GPU was taken away: what it answers from now on is nonsense. */
  readonly isLost: () => boolean
  readonly close: () => void
}

/** A GPU interface may be drawn by the processor (SwiftShader, llvmpipe): right, but much slower than WASM. */
export type Outlook = 'ordinary' | 'software'

/** What can be told of a backend before anything of it is loaded. @throws when the device doesn't have it. */
export async function probeBackend(name: Backend): Promise<Outlook> {
  if (name === 'webgpu') {
    // No types for WebGPU here: three fields are read, all of them optional in browsers.
    const gpu: unknown = 'gpu' in navigator ? navigator.gpu : null
    const request = read(gpu, 'requestAdapter')
    if (typeof request !== 'function') throw new Error('the browser has no WebGPU')
    const adapter: unknown = await request.call(gpu, { powerPreference: 'high-performance' })
    if (!adapter) throw new Error('no WebGPU adapter')
    const info = read(adapter, 'info')
    const words = ['vendor', 'architecture', 'device', 'description'].map((key) => String(read(info, key) ?? ''))
    const isFallback = read(info, 'isFallbackAdapter') === true || read(adapter, 'isFallbackAdapter') === true
    return isFallback || SOFTWARE.test(words.join(' ')) ? 'software' : 'ordinary'
  }
  if (name === 'webgl') {
    const gl = makeCanvas().getContext('webgl2')
    if (!gl || !('getParameter' in gl)) throw new Error('the browser has no WebGL 2')
    const names = gl.getExtension('WEBGL_debug_renderer_info')
    const renderer = String(gl.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER) ?? '')
    gl.getExtension('WEBGL_lose_context')?.loseContext()
    return SOFTWARE.test(renderer) ? 'software' : 'ordinary'
  }
  return 'ordinary'
}
const SOFTWARE = /swiftshader|llvmpipe|softpipe|lavapipe|software|basic render|warp/i

const makeCanvas = () =>
  typeof OffscreenCanvas === 'undefined' ? document.createElement('canvas') : new OffscreenCanvas(1, 1)

/** @throws when the device doesn't have it after all. */
export async function openBackend(name: Backend, options: BackendOptions): Promise<OpenBackend> {
  await load(name, options)
  if (!(await tf.setBackend(name))) throw new Error('it is not available here')
  await tf.ready()
  const isGpu = name === 'webgpu' || name === 'webgl'
  return { name, isGpu, isLost: watchLoss(name), close: () => tf.removeBackend(name) }
}

/** Each backend is a chunk of its own: a phone on WebGL never downloads the others. */
async function load(name: Backend, { assetBase, maxThreads }: BackendOptions): Promise<void> {
  switch (name) {
    case 'webgpu':
      await import('@tensorflow/tfjs-backend-webgpu')
      return
    case 'webgl':
      await import('@tensorflow/tfjs-backend-webgl')
      return
    case 'wasm': {
      const wasm = await import('@tensorflow/tfjs-backend-wasm')
      wasm.setWasmPaths(`${assetBase}vendor/tfjs/`)
      // With one thread the plain SIMD build starts quicker and needs no workers of its own.
      if (maxThreads > 1 && globalThis.crossOriginIsolated) wasm.setThreadsCount(maxThreads)
      else tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false)
      return
    }
    case 'cpu':
      await import('@tensorflow/tfjs-backend-cpu')
  }
}

function watchLoss(name: Backend): () => boolean {
  const backend: unknown = tf.backend()
  if (name === 'webgl') {
    const gl = read(read(backend, 'gpgpu'), 'gl')
    const isContextLost = read(gl, 'isContextLost')
    return typeof isContextLost === 'function' ? () => isContextLost.call(gl) === true : () => false
  }
  let isLost = false
  const lost = read(read(backend, 'device'), 'lost')
  if (lost instanceof Promise) void lost.then(() => (isLost = true))
  return () => isLost
}

/** tfjs keeps its GPU objects in fields that its types don't tell of. */
function read(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && key in value ? Reflect.get(value, key) : undefined
}
