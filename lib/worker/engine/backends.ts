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
  /** A GPU interface drawn by the processor: right, but slower than WASM. */
  readonly isSoftware: boolean
  readonly isGpu: boolean
  /** The GPU was taken away: what it answers from now on is nonsense. */
  readonly isLost: () => boolean
  readonly close: () => void
}

/** @throws when the device doesn't have it. */
export async function openBackend(name: Backend, options: BackendOptions): Promise<OpenBackend> {
  await load(name, options)
  if (!(await tf.setBackend(name))) throw new Error('it is not available here')
  await tf.ready()
  const isGpu = name === 'webgpu' || name === 'webgl'
  return { name, isGpu, ...watch(name), close: () => tf.removeBackend(name) }
}

/** Each backend is a chunk of its own: a phone on WebGL never downloads the others. */
async function load(name: Backend, { assetBase, maxThreads }: BackendOptions): Promise<void> {
  switch (name) {
    case 'webgpu':
      if (!('gpu' in navigator) || !navigator.gpu) throw new Error('the browser has no WebGPU')
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

function watch(name: Backend): Pick<OpenBackend, 'isSoftware' | 'isLost'> {
  const backend: unknown = tf.backend()
  if (name === 'webgl') {
    const gl = webglOf(backend)
    if (!gl) return { isSoftware: true, isLost: () => false }
    return { isSoftware: SOFTWARE.test(rendererOf(gl)), isLost: () => gl.isContextLost() }
  }
  if (name === 'webgpu') {
    let isLost = false
    const device = read(backend, 'device')
    const lost = read(device, 'lost')
    if (lost instanceof Promise) void lost.then(() => (isLost = true))
    const info = read(backend, 'adapterInfo')
    const words = ['vendor', 'architecture', 'device', 'description'].map((key) => String(read(info, key) ?? ''))
    const adapter = read(device, 'adapterInfo')
    const isFallback = read(adapter, 'isFallbackAdapter') === true
    return { isSoftware: isFallback || SOFTWARE.test(words.join(' ')), isLost: () => isLost }
  }
  return { isSoftware: false, isLost: () => false }
}

const SOFTWARE = /swiftshader|llvmpipe|softpipe|lavapipe|software|basic render|warp/i

function webglOf(backend: unknown): WebGL2RenderingContext | WebGLRenderingContext | null {
  const gl = read(read(backend, 'gpgpu'), 'gl')
  if (typeof WebGL2RenderingContext !== 'undefined' && gl instanceof WebGL2RenderingContext) return gl
  if (typeof WebGLRenderingContext !== 'undefined' && gl instanceof WebGLRenderingContext) return gl
  return null
}

function rendererOf(gl: WebGL2RenderingContext | WebGLRenderingContext): string {
  const names = gl.getExtension('WEBGL_debug_renderer_info')
  return String(gl.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER) ?? '')
}

/** tfjs keeps its GPU objects in fields that its types don't tell of. */
function read(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && key in value ? Reflect.get(value, key) : undefined
}
