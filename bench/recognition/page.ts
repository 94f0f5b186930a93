import { keepPolicyFor } from '../../lib/core/video/likeness'
import { planSampling } from '../../lib/core/video/sampling'
import { readerOf } from '../../lib/client/feeder/frame-reader'
import { openWithWebCodecs } from '../../lib/client/feeder/webcodecs-source'

/** A frame of a clip: kept ones have their JPEG. */
export interface SampledFrame {
  readonly atS: number
  readonly jpegBase64: string | null
}

/** The frames that the feeder's plan takes, as its press makes them. `isEvery` presses those too that the feeder would skip. */
async function sample(address: string, isEvery: boolean): Promise<{ frames: SampledFrame[]; periodMs: number }> {
  const clip = await (await fetch(address)).blob()
  const opened = await openWithWebCodecs(clip)
  if (!opened.ok) throw new Error(`the clip is not read: ${opened.problem.type}`)
  const reader = readerOf(opened.value, '')
  const plan = planSampling({ durationS: reader.durationS, wantedFps: null })
  const policy = isEvery ? { sameCellDifference: -1, keepEveryS: 0 } : keepPolicyFor(plan)
  const frames: SampledFrame[] = []
  for await (const event of reader.read({ plan, policy, detail: 'frame', afterS: -1, lastKept: null })) {
    if (event.type === 'lost') throw new Error(`frames were lost at ${event.atS} s`)
    frames.push({ atS: event.atS, jpegBase64: event.type === 'kept' ? toBase64(event.jpeg) : null })
  }
  return { frames, periodMs: plan.periodMs }
}

function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let start = 0; start < bytes.length; start += 0x8000)
    text += String.fromCharCode(...bytes.subarray(start, start + 0x8000))
  return btoa(text)
}

Object.assign(globalThis, { sample })
