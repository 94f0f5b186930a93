import { isWorthKeeping, type KeepPolicy, type KeptFrame, type LumaGrid } from '../../core/video/likeness'
import type { SamplingPlan } from '../../core/video/sampling'
import type { Decoder, FrameSource } from './frame-source'
import { createPress, type PressDetail } from './press-frame'

/** What became of each frame that the plan takes, in the order of the video. */
export type FrameEvent =
  | {
      readonly type: 'kept'
      readonly atS: number
      readonly widthPx: number
      readonly heightPx: number
      readonly jpeg: Uint8Array<ArrayBuffer>
      readonly grid: LumaGrid
    }
  /** It shows nothing that the last kept frame doesn't. */
  | { readonly type: 'skipped'; readonly atS: number }
  /** Unreadable frames, up to that time. */
  | { readonly type: 'lost'; readonly atS: number; readonly count: number }

export interface ReadOptions {
  readonly plan: SamplingPlan
  readonly policy: KeepPolicy
  /** Photos that are looked at one by one keep all their detail; frames of a recording are many. */
  readonly detail: PressDetail
  /** Only frames later than this; -1 for all. */
  readonly afterS: number
  /** The last frame kept before that, when reading goes on where it had stopped. */
  readonly lastKept: KeptFrame | null
  /** Hears how far a decoder is that takes long from one frame to the next. */
  readonly onReached?: (atS: number) => void
}

/** An opened recording, camera or set of photos, wherever its decoder runs. */
export interface FrameReader {
  readonly decoder: Decoder
  readonly kind: 'video' | 'photos'
  readonly isLive: boolean
  /** Null when nobody can know. */
  readonly durationS: number | null
  /** Of a set of photos, in the order of their frames: one a second. */
  readonly fileNames: readonly string[] | null
  /** One sentence for the screen: which decoder, and why that one. */
  readonly why: string
  /** May be called once. Throws `FileTrouble` when the rest can't be read at all. */
  readonly read: (options: ReadOptions) => AsyncGenerator<FrameEvent, void>
  /** Ends a camera as its recording would end: what was taken is still given out. */
  readonly finish: () => void
  /** May be called twice, also while reading, which then ends. */
  readonly stop: () => void
}

/** Reads a source on this thread: the page's for a camera, a worker's for everything else. */
export const readerOf = (source: FrameSource, why: string, isLive = false): FrameReader => ({
  ...{ decoder: source.decoder, kind: source.kind, isLive, durationS: source.durationS, why },
  fileNames: source.fileNames ?? null,
  read: (options) => readFrames(source, options),
  finish: source.stop,
  stop: source.stop,
})

/** How often a decoder that is between two frames is heard, in s of the video. */
const REACHED_STEP_S = 1

async function* readFrames(source: FrameSource, options: ReadOptions): AsyncGenerator<FrameEvent, void> {
  const { plan, policy, afterS } = options
  const press = createPress(options.detail)
  let { lastKept } = options
  let reachedS = afterS
  const onReached = (atS: number) => {
    if (atS - reachedS < REACHED_STEP_S) return
    reachedS = atS
    options.onReached?.(atS)
  }
  for await (const item of source.frames({ plan, afterS, onReached })) {
    if (item.type === 'lost') {
      yield item
      continue
    }
    const { atS } = item
    let event: FrameEvent
    try {
      const seen = { atS, grid: press.gridOf(item) }
      if (isWorthKeeping(seen, lastKept, policy)) {
        event = { type: 'kept', atS, grid: seen.grid, ...(await press.press(item)) }
        lastKept = seen
      } else event = { type: 'skipped', atS }
    } catch {
      // No memory for its canvas, or a decoder's frame that can't be drawn after all.
      event = { type: 'lost', atS, count: 1 }
    } finally {
      item.close()
    }
    yield event
  }
}
