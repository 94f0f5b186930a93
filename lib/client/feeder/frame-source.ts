import type { SamplingPlan } from '../../core/video/sampling'

/** Which decoder reads a file; the same words as on the wire. */
export type Decoder = 'webcodecs' | 'ffmpeg' | 'photos'

/** A frame that the plan takes, with its rotation already applied. Whoever gets it closes it. */
export interface SourceFrame {
  readonly type: 'frame'
  /** Seconds from the video's first frame, in the video's own time, to the millisecond. */
  readonly atS: number
  readonly widthPx: number
  readonly heightPx: number
  /** Draws the whole frame over the rectangle (0, 0, widthPx, heightPx) of a canvas. */
  readonly draw: (context: OffscreenCanvasRenderingContext2D, widthPx: number, heightPx: number) => void
  readonly close: () => void
}

/** Frames of the plan that could not be read. They are counted, not forgotten. */
export interface LostFrames {
  readonly type: 'lost'
  /** Time up to which the video is dealt with now. */
  readonly atS: number
  readonly count: number
}

export interface FramesOptions {
  readonly plan: SamplingPlan
  /** Only frames later than this are wanted; -1 wants them all. */
  readonly afterS: number
  /** Hears how far decoding is from decoders that give their frames in bursts. */
  readonly onReached?: (atS: number) => void
}

/** One port for everything that frames come from: a demuxer with WebCodecs, ffmpeg, photos, a camera. */
export interface FrameSource {
  readonly decoder: Decoder
  readonly kind: 'video' | 'photos'
  /** Null when nobody can know: a camera, a broken header. */
  readonly durationS: number | null
  /** Of a set of photos, folders included, in the order of their frames. */
  readonly fileNames?: readonly string[]
  /** Frames in rising order of time. May be called once; leaving the loop early frees what it holds. */
  readonly frames: (options: FramesOptions) => AsyncGenerator<SourceFrame | LostFrames, void>
  /** May be called twice, and while frames are being read: reading then ends. */
  readonly stop: () => void
}
