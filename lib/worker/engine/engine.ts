import type { PhotoProblem } from '../../core/recognition/photo'
import type { Result } from '../../core/result'
import type { ExaminedFrame } from '../../protocol/examined'
import type { FrameResult } from '../../protocol/report'
import type { PictureOperation } from '../../protocol/unit'
import type { Backend } from '../../protocol/volunteer'
import type { DescribedPhoto } from './describe-photo'
import type { ExamineOptions } from './operations/examine-pictures'
import type { DescribeOptions } from './recogniser'

export interface EngineInfo {
  readonly backend: Backend
  /** One calibration frame (one look of the detector, four faces) through the nets, warmed up. */
  readonly calibrationMs: number
  /** Devices whose arithmetic agrees: backend and how far its known answer was off, as a power of ten. */
  readonly numericClass: string
  readonly modelVersion: string
}

/** How far a starting engine is. Bytes are those that are not on the device yet; 0 of 0 when all of them are. */
export type EngineProgress =
  | { readonly step: 'downloading'; readonly loadedBytes: number; readonly totalBytes: number }
  | { readonly step: 'calibrating'; readonly backend: Backend; readonly done: number; readonly total: number }

/**
 * Finds and describes faces on the best backend of this device. Calls queue up; one runs at a time. When a backend
 * breaks (a lost GPU context, no memory), the next one of the ladder takes over and the call is done again on it.
 */
export interface Engine {
  /** What the engine runs on now. */
  readonly info: EngineInfo
  /** One result a frame, in order. Rejects with the signal's reason when aborted, with `EngineError` when no backend is left. */
  readonly describeFrames: (jpegs: readonly Uint8Array[], options?: DescribeOptions) => Promise<FrameResult[]>
  /** Any operation but the roll: one result a picture, in order. */
  readonly examine: (
    operation: PictureOperation,
    pictures: readonly Uint8Array[],
    options?: ExamineOptions,
  ) => Promise<ExaminedFrame[]>
  readonly describePhoto: (file: Blob) => Promise<Result<DescribedPhoto, PhotoProblem>>
  /** Frees everything. May be called twice; calls in flight reject. */
  readonly stop: () => void
}

/** No backend of the ladder could start, or the last one broke. The message says for each why. */
export class EngineError extends Error {
  override readonly name = 'EngineError'
}
