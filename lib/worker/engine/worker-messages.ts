import type { PhotoProblem } from '../../core/recognition/photo'
import type { Result } from '../../core/result'
import type { ExaminedFrame } from '../../protocol/examined'
import type { FrameResult } from '../../protocol/report'
import type { PictureOperation } from '../../protocol/unit'
import type { Backend } from '../../protocol/volunteer'
import type { EngineInfo, EngineProgress } from './engine'
import type { DescribedPhoto } from './describe-photo'

/** From the page to the engine's worker. Both are built together, so nothing here is parsed. */
export type ToEngine =
  | {
      readonly type: 'start'
      readonly assetBase: string
      readonly backends: readonly Backend[]
      readonly maxThreads: number
    }
  | {
      readonly type: 'describe-frames'
      readonly call: number
      readonly jpegs: readonly Uint8Array[]
      readonly duty: number
    }
  | {
      readonly type: 'examine'
      readonly call: number
      readonly operation: PictureOperation
      readonly pictures: readonly Uint8Array[]
      readonly duty: number
    }
  | { readonly type: 'describe-photo'; readonly call: number; readonly file: Blob }
  | { readonly type: 'abort'; readonly call: number }

export type FromEngine =
  | { readonly type: 'progress'; readonly progress: EngineProgress }
  | { readonly type: 'ready'; readonly info: EngineInfo }
  | { readonly type: 'not-ready'; readonly message: string }
  | { readonly type: 'frame-done'; readonly call: number; readonly framesDone: number }
  | {
      readonly type: 'frames-described'
      readonly call: number
      readonly frames: readonly FrameResult[]
      readonly info: EngineInfo
    }
  | {
      readonly type: 'examined'
      readonly call: number
      readonly frames: readonly ExaminedFrame[]
      readonly info: EngineInfo
    }
  | {
      readonly type: 'photo-described'
      readonly call: number
      readonly photo: Result<DescribedPhoto, PhotoProblem>
      readonly info: EngineInfo
    }
  | { readonly type: 'call-failed'; readonly call: number; readonly message: string }
