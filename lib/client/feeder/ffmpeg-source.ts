import { fail, ok, type Result } from '../../core/result'
import { slotAtOrAfter, slotCountOf, slotTimeS } from '../../core/video/sampling'
import { startFfmpeg, type FfmpegEngine } from './ffmpeg-engine'
import { createFrameReader, readInputFacts, type InputFacts, type ShownFrame } from './ffmpeg-log'
import { decodeFrom, MAP_VIDEO, READ_INPUT, type TakenFrame } from './ffmpeg-run'
import { FileTrouble, type FileProblem } from './file-problem'
import type { FramesOptions, FrameSource, LostFrames, SourceFrame } from './frame-source'

/** Opens a file with ffmpeg and decodes its first frame, which tells where it starts and whether it can be read at all. */
export async function openWithFfmpeg(file: Blob): Promise<Result<FrameSource, FileProblem>> {
  let engine: FfmpegEngine | null = null
  try {
    engine = await startFfmpeg(file)
    const look = await lookAtFirstFrame(engine)
    if (look.ok) return ok(createSource({ file, engine, ...look.value }))
    engine.stop()
    return look
  } catch (error) {
    engine?.stop()
    return fail(error instanceof FileTrouble ? error.problem : { type: 'undecodable', codec: null })
  }
}

interface FirstLook {
  readonly facts: InputFacts
  readonly first: ShownFrame
}

async function lookAtFirstFrame(engine: FfmpegEngine): Promise<Result<FirstLook, FileProblem>> {
  const lines: string[] = []
  const seen: ShownFrame[] = []
  const reader = createFrameReader()
  const show = ['-frames:v', '1', '-vf', 'showinfo=checksum=0', '-f', 'null', '-']
  await engine.run([...READ_INPUT, ...MAP_VIDEO, ...show], {
    onLine: (line) => {
      lines.push(line)
      const frame = reader.read(line)
      if (frame) seen.push(frame)
    },
  })
  const facts = readInputFacts(lines)
  const first = seen[0]
  if (first) return ok({ facts, first })
  if (facts.videoCodec !== null) return fail({ type: 'undecodable', codec: facts.videoCodec })
  if (facts.hasSound) return fail({ type: 'audio-only' })
  return fail({ type: lines.some((line) => line.includes('moov atom not found')) ? 'damaged' : 'not-a-video' })
}

interface Opened extends FirstLook {
  readonly file: Blob
  readonly engine: FfmpegEngine
}

/** ffmpeg can't be told to wait. With this much unread it is ended, and started again where it was when it is wanted. */
const MAX_WAITING_BYTES = 96 * 1024 * 1024
/** A core that gives up (out of memory, an assertion) gets this many fresh starts without a frame in between. */
const MAX_BARREN_STARTS = 2

function createSource({ file, engine: firstEngine, facts, first }: Opened): FrameSource {
  const startS = first.atS
  const durationS = facts.durationS === null ? null : Math.max(0, facts.durationS + facts.containerStartS - startS)
  const canSeek = facts.format !== null && !/^(mpegts|mpeg|h264|hevc|m4v|mpegvideo)$/.test(facts.format)
  let engine: FfmpegEngine | null = firstEngine
  let isStopped = false

  async function* frames(options: FramesOptions): AsyncGenerator<SourceFrame | LostFrames, void> {
    const { plan, afterS, onReached = () => {} } = options
    const endSlot = durationS === null ? null : slotCountOf(plan, durationS)
    let slot = afterS < 0 ? 0 : slotAtOrAfter(plan, afterS) + 1
    let barrenStarts = 0
    while (!isStopped && (endSlot === null || slot < endSlot)) {
      const inbox = startRun(slot)
      const before = slot
      for (let frame = await inbox.next(); frame !== null; frame = await inbox.next()) {
        slot = frame.slot + 1
        yield await frameOf(frame)
        if (isStopped) return
      }
      const end = inbox.end()
      if (end === 'paused') continue
      if (end === 'whole') return
      barrenStarts = slot === before ? barrenStarts + 1 : 0
      if (end === 'broken' && barrenStarts <= MAX_BARREN_STARTS) continue
      if (endSlot !== null && endSlot > slot) {
        yield { type: 'lost', atS: slotTimeS(plan, endSlot - 1), count: endSlot - slot }
      }
      return
    }

    function startRun(fromSlot: number): Inbox {
      const inbox = createInbox(() => dropEngine())
      void useEngine()
        .then((ready) =>
          decodeFrom(
            ready,
            { plan, fromSlot, startS, containerStartS: facts.containerStartS, canSeek },
            { onFrame: inbox.put, onReached },
          ),
        )
        .then(
          ({ isDamaged }) => inbox.close(isDamaged ? 'cut-off' : 'whole'),
          () => {
            dropEngine()
            inbox.close('broken')
          },
        )
      return inbox
    }
  }

  async function useEngine(): Promise<FfmpegEngine> {
    engine ??= await startFfmpeg(file)
    if (isStopped) engine.stop()
    return engine
  }

  function dropEngine() {
    engine?.stop()
    engine = null
  }

  return {
    decoder: 'ffmpeg',
    kind: 'video',
    durationS,
    frames,
    stop: () => {
      isStopped = true
      dropEngine()
    },
  }
}

/** How a run ended: at the end of the file, at the end of what is left of it, for lack of a reader, or by breaking down. */
type RunEnd = 'whole' | 'cut-off' | 'paused' | 'broken'

interface Inbox {
  readonly put: (frame: TakenFrame) => void
  readonly close: (end: RunEnd) => void
  /** The next frame, or null when there will be no more of this run. */
  readonly next: () => Promise<TakenFrame | null>
  readonly end: () => RunEnd
}

/** Frames that ffmpeg has made and nobody has read yet. */
function createInbox(onFull: () => void): Inbox {
  const waiting: TakenFrame[] = []
  let waitingBytes = 0
  let end: RunEnd | null = null
  let wake = () => {}
  return {
    put: (frame) => {
      if (end !== null) return
      waiting.push(frame)
      waitingBytes += frame.picture.rgba.length
      if (waitingBytes > MAX_WAITING_BYTES) {
        end = 'paused'
        onFull()
      }
      wake()
    },
    close: (how) => {
      end ??= how
      wake()
    },
    next: async () => {
      while (waiting.length === 0 && end === null) await new Promise<void>((resolve) => (wake = resolve))
      const frame = waiting.shift() ?? null
      if (frame) waitingBytes -= frame.picture.rgba.length
      return frame
    },
    end: () => end ?? 'whole',
  }
}

async function frameOf({ picture, atS }: TakenFrame): Promise<SourceFrame | LostFrames> {
  const { widthPx, heightPx, rgba } = picture
  try {
    const bitmap = await createImageBitmap(new ImageData(new Uint8ClampedArray(rgba.buffer), widthPx, heightPx))
    return {
      type: 'frame',
      ...{ atS, widthPx, heightPx },
      draw: (context, width, height) => context.drawImage(bitmap, 0, 0, width, height),
      close: () => bitmap.close(),
    }
  } catch {
    // No memory for one more picture.
    return { type: 'lost', atS, count: 1 }
  }
}
