import { assertNever } from '../../core/assert-never'
import { fail, ok, type Result } from '../../core/result'
import { openWithFfmpeg } from './ffmpeg-source'
import type { FileProblem } from './file-problem'
import type { FrameSource } from './frame-source'
import { openWithWebCodecs, type WebCodecsRefusal } from './webcodecs-source'

/** Nothing is read whole, so the limit only keeps mistakes out (a disk image dropped by accident). */
const MAX_FILE_GB = 64
/** The wire's own bound on times. */
const MAX_HOURS = 24

export interface OpenedVideo {
  readonly source: FrameSource
  /** One sentence for the screen: which decoder reads the file, and why that one. */
  readonly why: string
}

/** Finds a decoder for a file by itself: the browser's own if it can, else ffmpeg. */
export async function openVideo(file: Blob): Promise<Result<OpenedVideo, FileProblem>> {
  if (file.size === 0) return fail({ type: 'empty' })
  if (file.size > MAX_FILE_GB * 2 ** 30) return fail({ type: 'too-large', limitGb: MAX_FILE_GB })
  if (!(await isReadable(file))) return fail({ type: 'unreadable' })
  const native = await openWithWebCodecs(file)
  if (native.ok) return checkLength({ source: native.value, why: "Read by this browser's own decoder." })
  if (native.problem.type === 'audio-only') return fail({ type: 'audio-only' })
  const fallback = await openWithFfmpeg(file)
  if (!fallback.ok) return fail(betterNamed(fallback.problem, native.problem))
  return checkLength({ source: fallback.value, why: whyFfmpeg(native.problem) })
}

function checkLength(opened: OpenedVideo): Result<OpenedVideo, FileProblem> {
  if ((opened.source.durationS ?? 0) <= MAX_HOURS * 3600) return ok(opened)
  opened.source.stop()
  return fail({ type: 'too-long', limitHours: MAX_HOURS })
}

/** When ffmpeg can't name what it can't read, the demuxer perhaps could: the codec, or at least that it knows the container. */
function betterNamed(problem: FileProblem, refusal: WebCodecsRefusal): FileProblem {
  const codec = 'codec' in refusal ? refusal.codec : null
  const isNameless = problem.type === 'not-a-video' || (problem.type === 'undecodable' && problem.codec === null)
  if (codec !== null && isNameless) return { type: 'undecodable', codec }
  return problem.type === 'not-a-video' && refusal.type === 'unreadable-format' ? { type: 'damaged' } : problem
}

function whyFfmpeg(refusal: WebCodecsRefusal): string {
  switch (refusal.type) {
    case 'unknown-format':
    case 'unreadable-format':
    case 'audio-only':
      return 'Read by ffmpeg, more slowly: this kind of file is unknown to the browser.'
    case 'no-webcodecs':
      return 'Read by ffmpeg, more slowly: the browser decodes video itself only on https or localhost.'
    case 'first-frame-failed':
      return "Read by ffmpeg, more slowly: the browser's own decoder could not start on this file."
    case 'codec-refused':
      return `Read by ffmpeg, more slowly: the browser does not decode ${refusal.codec ?? 'this video'}.`
    default:
      return assertNever(refusal)
  }
}

/** A file that was moved or changed since it was chosen can't be read any more, and says so only when it is. */
async function isReadable(file: Blob): Promise<boolean> {
  try {
    await file.slice(0, 1).arrayBuffer()
    return true
  } catch {
    return false
  }
}
