import { isWorthKeeping, keepPolicyFor, type KeptFrame } from '../../core/video/likeness'
import { planSampling } from '../../core/video/sampling'
import { observePace, remainingS, unknownPace } from '../../core/video/time-left'
import { addToUnit, defaultUnitLimits, payloadOf, type PressedFrame } from '../../core/video/unit-building'
import { crc32 } from '../../transport/crc32'
import { MAX_UNIT_BYTES } from '../../protocol/unit'
import type { Coordinator } from './coordinator-line'
import type { FileState } from './feeder-state'
import type { FeedInput } from './feed-inputs'
import { sentenceOf } from './file-problem'
import type { FrameSource, SourceFrame } from './frame-source'
import type { FeedKeeper } from './kept-feed'
import type { createPress } from './press-frame'
import type { createUnitSender } from './unit-sender'

export interface FeedTools {
  readonly jobId: string
  readonly sampleFps: number | null
  readonly coordinator: Coordinator
  readonly sender: ReturnType<typeof createUnitSender>
  readonly press: ReturnType<typeof createPress>
  readonly keeper: FeedKeeper
  readonly signal: AbortSignal
  readonly show: (change: Partial<FileState>) => void
}

/** How often the running totals are told while frames are looked at, ms. */
const TELL_EVERY_MS = 500

/**
 * Takes one recording or set of photos from opening to its last unit. What can't be read is shown on the file and costs
 * the others nothing.
 * @returns whether anything of it could be read.
 */
export async function feedMedia(input: FeedInput, tools: FeedTools): Promise<boolean> {
  const { show, coordinator, signal, jobId } = tools
  show({ stage: { type: 'opening' } })
  const opened = await input.open()
  if (!opened.ok) {
    show({ stage: { type: 'refused', sentence: sentenceOf(opened.problem) } })
    return false
  }
  const { source, why } = opened.value
  const stop = () => source.stop()
  signal.addEventListener('abort', stop, { once: true })
  try {
    show({ stage: { type: 'decoding' }, decoder: source.decoder, decoderWhy: why, durationS: source.durationS })
    const media = await coordinator.ask('media:open', {
      jobId,
      ...{ key: input.key, name: input.name.slice(0, 255), kind: input.kind, durationS: source.durationS },
    })
    await feedFrames(source, media, tools)
    if (!signal.aborted) show({ stage: { type: 'done' }, remainingS: 0 })
    return true
  } finally {
    signal.removeEventListener('abort', stop)
    source.stop()
  }
}

async function feedFrames(
  source: FrameSource,
  {
    mediaId,
    offsetS,
    nextIndex,
    fromS,
    keptFrames,
  }: { mediaId: string; offsetS: number; nextIndex: number; fromS: number; keptFrames: number },
  tools: FeedTools,
): Promise<void> {
  const { jobId, coordinator, sender, press, keeper, signal, show } = tools
  const plan = planSampling({ durationS: source.durationS, wantedFps: tools.sampleFps })
  const policy = keepPolicyFor(plan)
  const limits = defaultUnitLimits(MAX_UNIT_BYTES)
  const note = nextIndex > 0 ? await keeper.noteOf(mediaId, nextIndex - 1) : undefined
  // Frame times are whole milliseconds: half of one less than the first frame wanted still excludes the one before it.
  const afterS = note ? note.atS : fromS > 0 ? fromS - 0.0005 : -1
  let index = nextIndex
  let lastKept: KeptFrame | null = null
  let open: readonly PressedFrame[] = []
  let pace = unknownPace
  let toldAt = 0
  const totals = {
    offered: note?.offered ?? keptFrames,
    kept: note?.kept ?? keptFrames,
    skipped: note?.skipped ?? 0,
    undecodable: note?.undecodable ?? 0,
  }
  let decodedToS = Math.max(0, afterS)

  const progress = () => ({
    ...{ jobId, mediaId, decodedToS, decoder: source.decoder },
    ...{ offered: totals.offered, skipped: totals.skipped, undecodable: totals.undecodable },
  })
  const tell = (isLast = false) => {
    const now = performance.now()
    pace = observePace(pace, now, decodedToS)
    if (!isLast && now - toldAt < TELL_EVERY_MS) return
    toldAt = now
    coordinator.tell('media:progress', progress())
    show({ ...totals, decodedToS, remainingS: source.durationS === null ? null : remainingS(pace, source.durationS) })
  }
  const offer = async (frames: readonly PressedFrame[]) => {
    const payload = payloadOf(frames)
    const at = index++
    const unitId = `${jobId}:${at}`
    sender.hold(jobId, at, unitId, payload)
    await coordinator.ask('unit:offer', {
      ...{ jobId, index: at, mediaId, checksum: crc32(payload) },
      frames: frames.map(({ info }) => ({ ...info, atS: offsetS + info.atS })),
    })
    sender.queue(unitId)
    await keeper.note(mediaId, at, { ...totals, atS: frames.at(-1)?.info.atS ?? decodedToS })
    await sender.hasRoom()
  }
  const take = async (frame: SourceFrame) => {
    totals.offered += 1
    decodedToS = frame.atS
    const seen = { atS: frame.atS, grid: press.gridOf(frame) }
    if (!isWorthKeeping(seen, lastKept, policy)) return void (totals.skipped += 1)
    const { jpeg, widthPx, heightPx } = await press.press(frame)
    lastKept = seen
    totals.kept += 1
    if (totals.kept === 1) show({ previewUrl: URL.createObjectURL(new Blob([jpeg], { type: 'image/jpeg' })) })
    const info = { atS: frame.atS, widthPx, heightPx, sizeBytes: jpeg.byteLength }
    const built = addToUnit(open, { info, jpeg }, limits)
    open = built.open
    for (const unit of built.closed) await offer(unit)
  }

  for await (const item of source.frames({ plan, afterS })) {
    if (signal.aborted) {
      if (item.type === 'frame') item.close()
      return
    }
    if (item.type === 'lost') {
      totals.undecodable += item.count
      totals.offered += item.count
      decodedToS = item.atS
    } else {
      try {
        await take(item)
      } finally {
        item.close()
      }
    }
    tell()
  }
  if (signal.aborted) return
  if (open.length > 0) await offer(open)
  tell(true)
  const durationS = source.durationS ?? decodedToS
  await coordinator.ask('media:done', { ...progress(), durationS })
}
