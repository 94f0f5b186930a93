import { openWithFfmpeg } from '../../lib/client/feeder/ffmpeg-source'
import type { FrameSource } from '../../lib/client/feeder/frame-source'
import { openWithWebCodecs } from '../../lib/client/feeder/webcodecs-source'

export interface Decoded {
  /** From opening the file to its last frame, loading of the decoder included, as a user waits for it. */
  readonly ms: number
  readonly timesS: readonly number[]
  readonly sizePx: string
}

/** Both decoders as the feeder opens them, on the whole clip. */
async function decode(address: string, by: 'webcodecs' | 'ffmpeg', periodMs: number): Promise<Decoded> {
  const clip = await (await fetch(address)).blob()
  const beganAt = performance.now()
  const opened = by === 'webcodecs' ? await openWithWebCodecs(clip) : await openWithFfmpeg(clip)
  if (!opened.ok) throw new Error(`${by} does not read this clip: ${opened.problem.type}`)
  const { timesS, sizePx } = await readAll(opened.value, periodMs)
  return { ms: performance.now() - beganAt, timesS, sizePx }
}

async function readAll(source: FrameSource, periodMs: number): Promise<Omit<Decoded, 'ms'>> {
  const timesS: number[] = []
  let sizePx = ''
  for await (const frame of source.frames({ plan: { periodMs }, afterS: -1 })) {
    if (frame.type === 'lost') throw new Error(`frames were lost at ${frame.atS} s`)
    timesS.push(frame.atS)
    sizePx = `${frame.widthPx}×${frame.heightPx}`
    frame.close()
  }
  source.stop()
  return { timesS, sizePx }
}

Object.assign(globalThis, { decode })
