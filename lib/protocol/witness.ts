import type { Box, Descriptor } from '../core/recognition/face'
import type { FrameResult } from './report'

/**
 * What crosses between the coordinator and its witness: a helper on this machine that looks again at faces which
 * volunteers claim to have seen (docs/adr/0010). Both ends are this program, so nothing here is parsed.
 */
export interface WitnessView {
  readonly box: Box
  /** What was claimed. It only chooses between two answers that are the witness's own (describe-at.ts). */
  readonly descriptor: Descriptor
}

export interface WitnessFrame {
  readonly jpeg: Uint8Array
  readonly views: readonly WitnessView[]
}

/** A face as the witness finds it. */
export interface WitnessedFace {
  readonly descriptor: Descriptor
  readonly widthPx: number
  /** FaceQuality.value of the view, by the witness's own measure. */
  readonly quality: number
}

/** Looks at claimed places, or at whole frames as a device does, detection included. */
export type WitnessQuestion =
  | { readonly type: 'views'; readonly frames: readonly WitnessFrame[] }
  | { readonly type: 'frames'; readonly jpegs: readonly Uint8Array[] }
export type WitnessReply =
  ({ readonly type: 'views' } & WitnessAnswer) | { readonly type: 'frames'; readonly frames: readonly FrameResult[] }

export interface WitnessAnswer {
  /** For each frame and each of its views, in order: the face, or null where there is none. */
  readonly faces: readonly (readonly (WitnessedFace | null)[])[]
  /** Time that looking took; starting the engine is not in it. */
  readonly workMs: number
}
