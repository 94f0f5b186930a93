import type { FileProblem } from './file-problem'
import type { FrameEvent, FrameReader, ReadOptions } from './frame-reader'

/** What is to be opened. Files travel to the worker as handles; nothing of them is copied. */
export type MediaToOpen =
  { readonly kind: 'video'; readonly file: File } | { readonly kind: 'photos'; readonly files: readonly File[] }

/** What the page knows of a reader in the worker. */
export type ReaderFacts = Pick<FrameReader, 'decoder' | 'kind' | 'isLive' | 'durationS' | 'fileNames' | 'why'>

export type ToDecoder =
  | { readonly type: 'open'; readonly media: MediaToOpen }
  | { readonly type: 'read'; readonly options: Omit<ReadOptions, 'onReached'> }
  /** The page has taken a kept frame: one more may be sent. */
  | { readonly type: 'more' }

export type FromDecoder =
  | { readonly type: 'opened'; readonly facts: ReaderFacts }
  | { readonly type: 'refused'; readonly problem: FileProblem }
  | { readonly type: 'event'; readonly event: FrameEvent }
  | { readonly type: 'reached'; readonly atS: number }
  | { readonly type: 'ended' }
  | { readonly type: 'broken'; readonly problem: FileProblem }

/** Kept frames that may be on their way to the page: decoding goes on meanwhile, memory stays small. */
export const FRAMES_AHEAD = 4
