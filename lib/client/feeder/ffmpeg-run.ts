import { isNewInSlot, slotAtOrAfter, slotTimeS, toMillisecond, type SamplingPlan } from '../../core/video/sampling'
import { FRAMES_PATH, INPUT_PATH, type FfmpegEngine, type Picture } from './ffmpeg-engine'
import { createFrameReader, saysDamage } from './ffmpeg-log'

/** One run of ffmpeg over a video, from an instant to the end. */
export interface Run {
  readonly plan: SamplingPlan
  /** First instant that is wanted. */
  readonly fromSlot: number
  /** Time of the video's first frame, and the start of the container's clock, which seeking counts from. */
  readonly startS: number
  readonly containerStartS: number
  /** Whether the container has an index. In one without, ffmpeg lands between key frames, where nothing can be decoded. */
  readonly canSeek: boolean
}

export interface TakenFrame {
  readonly slot: number
  readonly atS: number
  readonly picture: Picture
}

export interface RunEvents {
  readonly onFrame: (frame: TakenFrame) => void
  readonly onReached: (atS: number) => void
}

/** Input options: the container's time as it is, not shifted to zero, because both decoders must tell the same times. */
export const READ_INPUT = ['-copyts', '-i', INPUT_PATH] as const
/** The first real video stream; cover pictures are none. */
export const MAP_VIDEO = ['-map', '0:V:0'] as const

/**
 * Decodes from `fromSlot` to the end. It starts an instant early, because what an instant shows may have begun before it. The
 * `fps` filter, rounding up, gives for each instant the last frame that is not later, the same one again while nothing
 * new comes; the frames' own times are what `showinfo` saw before that. Ends when the file does; throws when the core
 * gives up or is stopped. Answers whether the file is not whole.
 */
export async function decodeFrom(
  engine: FfmpegEngine,
  run: Run,
  { onFrame, onReached }: RunEvents,
): Promise<{ readonly isDamaged: boolean }> {
  const { plan, fromSlot } = run
  const reader = createFrameReader()
  /** Times since the last picture, and the one it showed. */
  let times: number[] = []
  let slot: number | null = null
  let isDamaged = false
  await engine.run(argumentsFor(run), {
    onLine: (line) => {
      isDamaged ||= saysDamage(line)
      const shown = reader.read(line)
      if (!shown) return
      times.push(shown.atS)
      onReached(Math.max(0, shown.atS))
    },
    onPicture: (picture) => {
      const sorted = times.sort((a, b) => a - b)
      slot = slot === null ? slotAtOrAfter(plan, sorted[0] ?? 0) : slot + 1
      const instantS = slotTimeS(plan, slot)
      const atS = sorted.findLast((time) => time <= instantS + TICK_S)
      // After the last frame the filter goes on until it thinks that this one ends; such instants are not of the plan.
      if (atS === undefined || (sorted.at(-1) ?? 0) < instantS - TICK_S) return
      times = sorted.filter((time) => time >= atS)
      if (slot >= fromSlot && isNewInSlot(plan, slot, Math.max(0, atS))) {
        onFrame({ slot, atS: toMillisecond(Math.max(0, atS)), picture })
      }
    },
  })
  return { isDamaged }
}

/** Far less than a tick of any container. */
const TICK_S = 1e-7

function argumentsFor({ plan, fromSlot, startS, containerStartS, canSeek }: Run): string[] {
  const fromS = fromSlot === 0 ? 0 : slotTimeS(plan, fromSlot - 1)
  const seekS = startS + fromS - containerStartS
  const filters = [
    ...(startS === 0 ? [] : [`setpts=PTS-${startS.toFixed(7)}/TB`]),
    ...(fromS > 0 && !canSeek ? [`select='gte(t,${fromS})'`] : []),
    'showinfo=checksum=0',
    `fps=fps=1000/${plan.periodMs}:round=up`,
    SHRINK,
    'setsar=1',
  ]
  return [
    ...(fromS > 0 && canSeek ? ['-ss', Math.max(0, seekS).toFixed(6)] : []),
    ...[...READ_INPUT, ...MAP_VIDEO, '-vf', filters.join(','), '-vsync', 'passthrough', '-f', 'image2pipe'],
    // Plain pixels: the core's JPEG encoder overruns its memory after some decoders (HEVC, MPEG-4, Motion JPEG).
    ...['-c:v', 'pam', '-pix_fmt', 'rgba', FRAMES_PATH],
  ]
}

/** To square pixels and at most 1920 on the longer side. */
const LONG_SIDE_PX = 1920
const WIDTH = 'iw*max(1,sar)'
const HEIGHT = 'ih/min(1,sar)'
const FACTOR = `min(1,${LONG_SIDE_PX}/max(${WIDTH},${HEIGHT}))`
const SHRINK = `scale='round(${WIDTH}*${FACTOR})':'round(${HEIGHT}*${FACTOR})'`
