import {
  ADTS,
  BlobSource,
  EncodedPacketSink,
  FLAC,
  Input,
  MATROSKA,
  MP3,
  MP4,
  MPEG_TS,
  OGG,
  QTFF,
  VideoSampleSink,
  WAVE,
  WEBM,
  type InputVideoTrack,
  type VideoSample,
} from 'mediabunny'
import { fail, ok, type Result } from '../../core/result'
import { isNewInSlot, slotAtOrAfter, slotCountOf, slotTimeS, toMillisecond } from '../../core/video/sampling'
import type { FramesOptions, FrameSource, LostFrames, SourceFrame } from './frame-source'

/** Why the browser's own decoder does not read a file. Only the first is final; the others are ffmpeg's turn. */
export type WebCodecsRefusal =
  | { readonly type: 'audio-only' }
  | { readonly type: 'unknown-format' }
  | { readonly type: 'unreadable-format' }
  | { readonly type: 'no-webcodecs' }
  | { readonly type: 'codec-refused'; readonly codec: string | null }
  | { readonly type: 'first-frame-failed'; readonly codec: string | null }

/** Sound formats are here to be recognised, so that the user is told what is missing. */
const FORMATS = [MP4, QTFF, WEBM, MATROSKA, MPEG_TS, OGG, MP3, WAVE, FLAC, ADTS]

/** Opens a file with the demuxer and tries its first frame, so that a refusal comes before anything has been offered. */
export async function openWithWebCodecs(file: Blob): Promise<Result<FrameSource, WebCodecsRefusal>> {
  const input = new Input({ formats: FORMATS, source: new BlobSource(file) })
  const opened = await open(input)
  if (!opened.ok) input.dispose()
  return opened
}

async function open(input: Input): Promise<Result<FrameSource, WebCodecsRefusal>> {
  let codec: string | null = null
  try {
    if (!(await input.canRead())) return fail({ type: 'unknown-format' })
    const track = await input.getPrimaryVideoTrack()
    if (!track) {
      const hasSound = (await input.getPrimaryAudioTrack()) !== null
      return fail(hasSound ? { type: 'audio-only' } : { type: 'unreadable-format' })
    }
    codec = await track.getCodec()
    if (typeof VideoDecoder === 'undefined') return fail({ type: 'no-webcodecs' })
    if (!(await track.canDecode())) return fail({ type: 'codec-refused', codec })
    const startS = await findStart(track)
    const first = await new VideoSampleSink(track).getSample(startS)
    if (!first) return fail({ type: 'first-frame-failed', codec })
    first.close()
    const { lastS, lengthS } = await findEnd(track)
    const lastFrameAtS = Math.max(0, lastS - startS)
    return ok(createSource({ input, track, startS, lastFrameAtS, durationS: lastFrameAtS + lengthS }))
  } catch {
    // The demuxer throws what it found wrong; ffmpeg looks at the same file next and has the last word.
    return fail(codec === null ? { type: 'unreadable-format' } : { type: 'first-frame-failed', codec })
  }
}

/**
 * Time of the first frame that is shown. An edit list (a recording trimmed on the phone) puts what was cut off before
 * zero; frames there are decoded, because others need them, and never shown.
 */
async function findStart(track: InputVideoTrack): Promise<number> {
  const firstS = await track.getFirstTimestamp()
  if (firstS >= 0) return firstS
  const packets = new EncodedPacketSink(track)
  const shown: number[] = []
  let packet = await packets.getKeyPacket(0, { metadataOnly: true })
  while (packet && shown.length < REORDER_DEPTH) {
    if (packet.timestamp >= -TICK_S) shown.push(packet.timestamp)
    packet = await packets.getNextPacket(packet, { metadataOnly: true })
  }
  return shown.length > 0 ? Math.min(...shown) : 0
}

/** Start and length of the last frame; of a file that was cut off, what its header promises. */
async function findEnd(track: InputVideoTrack): Promise<{ readonly lastS: number; readonly lengthS: number }> {
  try {
    const last = await new EncodedPacketSink(track).getPacket(Infinity, { metadataOnly: true })
    if (last) return { lastS: last.timestamp, lengthS: last.duration }
  } catch {
    // The demuxer came to the end of the file before the end of the video.
  }
  return { lastS: (await track.getDurationFromMetadata()) ?? 0, lengthS: 0 }
}

/** Packets come in decoding order; no codec lets a frame overtake more than 16 others. */
const REORDER_DEPTH = 33
/** Half a tick of the finest container clock: a time that is asked for must not fall just before its frame. */
const TICK_S = 1e-7
/** More than frames are ever reordered by. */
const READ_AHEAD_S = 1

interface Opened {
  readonly input: Input
  readonly track: InputVideoTrack
  readonly startS: number
  /** Counted from `startS`, like all times below. */
  readonly lastFrameAtS: number
  readonly durationS: number
}

function createSource({ input, track, startS, lastFrameAtS, durationS }: Opened): FrameSource {
  let isStopped = false

  /**
   * The sink decodes each packet at most once and skips groups of pictures in which no instant falls, so it is a
   * sequential read when sampling is fine and a jump from key frame to key frame when it is coarse.
   */
  async function* frames({ plan, afterS }: FramesOptions): AsyncGenerator<SourceFrame | LostFrames, void> {
    const slotCount = slotCountOf(plan, lastFrameAtS)
    let slot = afterS < 0 ? 0 : slotAtOrAfter(plan, afterS) + 1
    while (slot < slotCount && !isStopped) {
      const times = timesFrom(slot)
      const samples = new VideoSampleSink(track).samplesAtTimestamps(times)
      try {
        for await (const sample of samples) {
          const atS = sample === null ? null : sample.timestamp - startS
          if (sample !== null && atS !== null && isNewInSlot(plan, slot, Math.max(0, atS))) {
            yield frameOf(sample, Math.max(0, atS))
          } else if (sample === null) {
            yield { type: 'lost', atS: slotTimeS(plan, slot), count: 1 }
          } else {
            sample.close()
          }
          slot++
        }
        return
      } catch {
        if (isStopped) return
        // A damaged stretch: what lies before the next key frame can't be decoded, what follows may be.
        const next = await slotAfterDamage(slot)
        yield { type: 'lost', atS: slotTimeS(plan, next - 1), count: next - slot }
        slot = next
      }
    }

    /**
     * Asking a little ahead makes the demuxer read on: in Matroska a frame may be stored in the cluster after the one
     * in which its time falls, and one that has not been read yet is not found.
     */
    async function* timesFrom(first: number): AsyncGenerator<number> {
      const packets = new EncodedPacketSink(track)
      for (let at = first; at < slotCount && !isStopped; at++) {
        const atS = startS + slotTimeS(plan, at) + TICK_S
        await packets.getPacket(atS + READ_AHEAD_S, { metadataOnly: true })
        yield atS
      }
    }

    async function slotAfterDamage(damaged: number): Promise<number> {
      try {
        const packets = new EncodedPacketSink(track)
        const packet = await packets.getPacket(startS + slotTimeS(plan, damaged), { metadataOnly: true })
        const key = packet && (await packets.getNextKeyPacket(packet, { metadataOnly: true }))
        return key ? Math.max(damaged + 1, slotAtOrAfter(plan, key.timestamp - startS)) : slotCount
      } catch {
        return slotCount
      }
    }
  }

  return {
    decoder: 'webcodecs',
    kind: 'video',
    durationS,
    frames,
    stop: () => {
      isStopped = true
      input.dispose()
    },
  }
}

function frameOf(sample: VideoSample, atS: number): SourceFrame {
  return {
    type: 'frame',
    atS: toMillisecond(atS),
    widthPx: sample.displayWidth,
    heightPx: sample.displayHeight,
    draw: (context, widthPx, heightPx) => sample.draw(context, 0, 0, widthPx, heightPx),
    close: () => sample.close(),
  }
}
