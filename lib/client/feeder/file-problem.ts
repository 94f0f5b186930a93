import { assertNever } from '../../core/assert-never'

/** Why nothing (more) can be read from what the user gave. */
export type FileProblem =
  | { readonly type: 'empty' }
  | { readonly type: 'too-large'; readonly limitGb: number }
  | { readonly type: 'too-long'; readonly limitHours: number }
  | { readonly type: 'not-a-video' }
  | { readonly type: 'audio-only' }
  /** The container is a known one and can't be read: cut off, index missing. */
  | { readonly type: 'damaged' }
  /** Neither this browser nor ffmpeg has a decoder that takes it. */
  | { readonly type: 'undecodable'; readonly codec: string | null }
  /** The disk or the page lost it: moved, changed or no longer permitted. */
  | { readonly type: 'unreadable' }
  | { readonly type: 'decoder-missing' }
  | { readonly type: 'no-photo'; readonly triedCount: number }
  | { readonly type: 'zip-refused'; readonly why: 'too-many' | 'too-large' | 'damaged' }
  | { readonly type: 'camera-refused' }
  | { readonly type: 'camera-missing' }

/** What happened and what to do, in one sentence. */
export function sentenceOf(problem: FileProblem): string {
  switch (problem.type) {
    case 'empty':
      return 'This file is empty: choose the recording again, perhaps it was still being copied.'
    case 'too-large':
      return `This file is larger than ${problem.limitGb} GB: cut it into parts and add them one after another.`
    case 'too-long':
      return `This video is longer than ${problem.limitHours} hours: cut it into parts and add them one after another.`
    case 'not-a-video':
      return 'This file is not a video: choose a recording (MP4, MOV, WebM, MKV, AVI), photos, or a ZIP of photos.'
    case 'audio-only':
      return 'This file has sound but no picture, so there is nobody to see in it: choose the video recording.'
    case 'damaged':
      return 'This video is damaged or was cut off while it was copied: copy it again from the camera and try once more.'
    case 'undecodable':
      return problem.codec
        ? `No decoder here can read this video (${problem.codec}): convert it to MP4 with H.264 and try again.`
        : 'No decoder here can read this video: convert it to MP4 with H.264 and try again.'
    case 'unreadable':
      return 'The browser can no longer read this file: it was moved, renamed or changed; choose it again.'
    case 'decoder-missing':
      return 'The decoder for this kind of video could not be loaded: check the connection to Muster and try again.'
    case 'no-photo':
      return problem.triedCount === 0
        ? 'There is no photo in this ZIP file: put JPEG, PNG or WebP pictures in it.'
        : 'None of these pictures can be read: use JPEG, PNG or WebP photos.'
    case 'zip-refused':
      return ZIP_SENTENCES[problem.why]
    case 'camera-refused':
      return 'The browser may not use the camera: allow it in the address bar and start again.'
    case 'camera-missing':
      return 'No camera was found on this device, or another program is using it.'
    default:
      return assertNever(problem)
  }
}

const ZIP_SENTENCES = {
  'too-many': 'This ZIP file holds too many files: keep to 2,000 photos at a time.',
  'too-large':
    'This ZIP file unpacks to far more than photos need, so it was not opened: make it anew with photos only.',
  damaged: 'This ZIP file is damaged: make it anew and try again.',
} as const

/** Carries a problem out of a generator to the one place that catches it. */
export class FileTrouble extends Error {
  constructor(readonly problem: FileProblem) {
    super(problem.type)
  }
}
