import type { Mode } from '@/lib/protocol/unit'
import type { Backend } from '@/lib/protocol/volunteer'

export const backendWords: Record<Backend, string> = {
  webgpu: 'WebGPU',
  webgl: 'WebGL',
  wasm: 'WASM',
  cpu: 'Plain CPU',
}

/** The way frames reach a device. */
export const transportWords: Record<'peer' | 'http' | 'local' | 'none', string> = {
  peer: 'Peer to peer',
  http: 'Over HTTP',
  local: 'This page',
  none: 'Nothing yet',
}

/** A speed, as exactly as it is worth knowing. */
export const perSecond = (framesPerS: number): string =>
  `${framesPerS >= 10 ? Math.round(framesPerS) : framesPerS.toFixed(1)} frames/s`

export const modeWords: Record<Mode, string> = { dynamic: 'Dynamic', weighted: 'Weighted', static: 'Static' }
