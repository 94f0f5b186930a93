import type { Mode } from '../../protocol/unit'
import type { Decoder } from './frame-source'

/** What becomes of one file. Each stage holds only what is true in it. */
export type FileStage =
  | { readonly type: 'waiting' }
  | { readonly type: 'opening' }
  | { readonly type: 'decoding' }
  | { readonly type: 'done' }
  | { readonly type: 'refused'; readonly sentence: string }

export interface FileState {
  /** Name, size and modification time: the same file is known again after a reload. */
  readonly key: string
  readonly name: string
  readonly stage: FileStage
  readonly decoder: Decoder | null
  /** One sentence: which decoder, and why that one. */
  readonly decoderWhy: string | null
  /** null when nobody can know: a camera. */
  readonly durationS: number | null
  readonly decodedToS: number
  /** Seconds until this file is decoded; null while nothing can be said. */
  readonly remainingS: number | null
  readonly offered: number
  readonly kept: number
  readonly skipped: number
  readonly undecodable: number
  /** Object URL of the first frame, to show at once that it is the right recording. */
  readonly previewUrl: string | null
}

export interface UploadState {
  readonly storedBytes: number
  readonly totalBytes: number
  readonly remainingS: number | null
}

export type FeederPhase =
  | { readonly type: 'idle' }
  /** A job of this session waits for these files: they were being fed when the page went away. */
  | {
      readonly type: 'interrupted'
      readonly mode: Mode
      readonly sampleFps: number | null
      readonly fileNames: readonly string[]
    }
  | { readonly type: 'feeding' }
  /** Everything was offered; copies may still be on their way to the coordinator. */
  | { readonly type: 'uploading' }
  | { readonly type: 'fed' }
  | { readonly type: 'cancelled' }
  | { readonly type: 'failed'; readonly sentence: string }

export interface FeederState {
  readonly phase: FeederPhase
  readonly jobId: string | null
  readonly files: readonly FileState[]
  readonly upload: UploadState
  /** Devices that fetch frames straight from this page. */
  readonly peerCount: number
}

export const idleFeeder: FeederState = {
  phase: { type: 'idle' },
  jobId: null,
  files: [],
  upload: { storedBytes: 0, totalBytes: 0, remainingS: null },
  peerCount: 0,
}

export const newFileState = (key: string, name: string): FileState => ({
  key,
  name,
  stage: { type: 'waiting' },
  decoder: null,
  decoderWhy: null,
  durationS: null,
  decodedToS: 0,
  remainingS: null,
  offered: 0,
  kept: 0,
  skipped: 0,
  undecodable: 0,
  previewUrl: null,
})
