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
  /** A camera: it ends when the user says so. */
  readonly isLive: boolean
  readonly decodedToS: number
  /** Seconds until this file is decoded; null while nothing can be said. */
  readonly remainingS: number | null
  readonly offered: number
  readonly kept: number
  readonly skipped: number
  readonly undecodable: number
  /** Object URL of the first frame, to show at once that it is the right recording. */
  readonly previewUrl: string | null
  /** What went wrong in the middle; what was read before that counts. */
  readonly trouble: string | null
}

export interface UploadState {
  readonly storedBytes: number
  readonly totalBytes: number
  readonly remainingS: number | null
}

export type FeederPhase =
  | { readonly type: 'idle' }
  | { readonly type: 'feeding' }
  /** Everything was offered; copies are still on their way to the coordinator. */
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
  isLive: false,
  decodedToS: 0,
  remainingS: null,
  offered: 0,
  kept: 0,
  skipped: 0,
  undecodable: 0,
  previewUrl: null,
  trouble: null,
})
