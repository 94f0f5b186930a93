import { KEEP_ALL, keepPolicyFor } from '../../core/video/likeness'
import { planSampling } from '../../core/video/sampling'
import { observePace, remainingS, unknownPace } from '../../core/video/time-left'
import { addToUnit, payloadOf, unitLimitsFor, type PressedFrame } from '../../core/video/unit-building'
import type { MediaOpened } from '../../protocol/faculty'
import { MAX_UNIT_BYTES, drawsPictures, type Operation } from '../../protocol/unit'
import { crc32 } from '../../transport/crc32'
import type { Coordinator } from './coordinator-line'
import type { FeedInput } from './feed-inputs'
import type { FileState } from './feeder-state'
import { FileTrouble, sentenceOf } from './file-problem'
import type { FrameEvent, FrameReader } from './frame-reader'
import type { FeedKeeper, UnitNote } from './kept-feed'
import type { UnitSender } from './unit-sender'

export interface FeedTools {
  readonly jobId: string
  readonly operation: Operation
  readonly sampleFps: number | null
  readonly coordinator: Coordinator
  readonly sender: UnitSender
  readonly keeper: FeedKeeper
  readonly signal: AbortSignal
  readonly show: (change: Partial<FileState>) => void
  /** Hears the reader that is being read, so that a camera can be ended. */
  readonly onReader: (reader: FrameReader | null) => void
}

/** How often the running totals are told while frames are looked at, ms. */
const TELL_EVERY_MS = 500

/**
 * Takes one recording, camera or set of photos from opening to its last unit. What can't be read is shown on the file and
 * costs the others nothing.
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
  const reader = opened.value
  const stop = () => reader.stop()
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  tools.onReader(reader)
  try {
    const { decoder, why: decoderWhy, durationS, isLive, fileNames } = reader
    show({ stage: { type: 'decoding' }, decoder, decoderWhy, durationS, isLive })
    const media = await coordinator.ask('media:open', {
      jobId,
      ...{
        key: input.key,
        name: input.name.slice(0, 255),
        kind: input.kind,
        durationS,
        fileNames: namesOnWire(fileNames),
      },
    })
    await feedFrames(reader, media, tools)
    return true
  } finally {
    signal.removeEventListener('abort', stop)
    tools.onReader(null)
    reader.stop()
  }
}

/** The wire's own bounds; names beyond them are shown as the set's. */
const namesOnWire = (names: readonly string[] | null) => names?.slice(0, 5_000).map((name) => name.slice(-500)) ?? null

/** A kept frame with the state of its file just after it. */
interface NotedFrame extends PressedFrame {
  readonly note: UnitNote
}

async function feedFrames(reader: FrameReader, media: MediaOpened, tools: FeedTools): Promise<void> {
  const { jobId, coordinator, sender, keeper, signal, show } = tools
  const { mediaId, offsetS, nextIndex, fromS, keptFrames } = media
  const plan = planSampling({ durationS: reader.durationS, wantedFps: tools.sampleFps })
  const { operation } = tools
  const isPhotos = reader.kind === 'photos'
  const looksSingly = operation === 'attendance' ? null : { drawsPictures: drawsPictures(operation) }
  const limits = unitLimitsFor({ isLive: reader.isLive, isPhotos, sizeBytes: MAX_UNIT_BYTES, looksSingly })
  const isEachWanted = isPhotos && looksSingly !== null
  const policy = isEachWanted ? KEEP_ALL : keepPolicyFor(plan)
  const detail = isEachWanted ? 'photo' : 'frame'
  const before = nextIndex > 0 ? await keeper.noteOf(mediaId, nextIndex - 1) : undefined
  // Without the note of another browser, what was skipped before is not known. Frame times are whole milliseconds: half of
  // one less than the first frame wanted still excludes the one before it.
  const afterS = before ? before.atS : keptFrames > 0 ? fromS - 0.0005 : -1
  const totals = {
    offered: before?.offered ?? keptFrames,
    kept: before?.kept ?? keptFrames,
    skipped: before?.skipped ?? 0,
    undecodable: before?.undecodable ?? 0,
  }
  let index = nextIndex
  let open: readonly NotedFrame[] = []
  let decodedToS = Math.max(0, afterS)
  let pace = unknownPace
  let toldAt = -Infinity

  const progress = () => ({
    ...{ jobId, mediaId, decodedToS, decoder: reader.decoder },
    ...{ offered: totals.offered, skipped: totals.skipped, undecodable: totals.undecodable },
  })
  const tell = (isLast = false) => {
    const now = performance.now()
    pace = observePace(pace, now, decodedToS)
    if (!isLast && now - toldAt < TELL_EVERY_MS) return
    toldAt = now
    coordinator.tell('media:progress', progress())
    show({ ...totals, decodedToS, remainingS: reader.durationS === null ? null : remainingS(pace, reader.durationS) })
  }
  const reach = (atS: number) => {
    decodedToS = Math.max(decodedToS, atS)
    tell()
  }
  const offer = async (frames: readonly NotedFrame[]) => {
    const payload = payloadOf(frames)
    const at = index++
    const unitId = `${jobId}:${at}`
    sender.hold(jobId, at, unitId, payload)
    await coordinator.ask('unit:offer', {
      ...{ jobId, index: at, mediaId, checksum: crc32(payload) },
      frames: frames.map(({ info }) => ({ ...info, atS: offsetS + info.atS })),
    })
    sender.queue(unitId)
    const last = frames.at(-1)
    if (last) await keeper.note(mediaId, at, last.note)
    await sender.hasRoom()
  }
  const keep = async (frame: Extract<FrameEvent, { type: 'kept' }>) => {
    const { atS, widthPx, heightPx, jpeg, grid } = frame
    if (totals.kept === keptFrames) show({ previewUrl: URL.createObjectURL(new Blob([jpeg], { type: 'image/jpeg' })) })
    totals.kept += 1
    const info = { atS, widthPx, heightPx, sizeBytes: jpeg.byteLength }
    const built = addToUnit(open, { info, jpeg, note: { ...totals, atS, grid } }, limits)
    open = built.open
    for (const unit of built.closed) await offer(unit)
  }

  try {
    const lastKept = before ? { atS: before.atS, grid: before.grid } : null
    for await (const event of reader.read({ plan, policy, detail, afterS, lastKept, onReached: reach })) {
      if (signal.aborted) return
      totals.offered += event.type === 'lost' ? event.count : 1
      decodedToS = Math.max(decodedToS, event.atS)
      if (event.type === 'lost') totals.undecodable += event.count
      else if (event.type === 'skipped') totals.skipped += 1
      else await keep(event)
      tell()
    }
  } catch (error) {
    // The decoder broke down in the middle: what it gave is good, and the file says what became of the rest.
    if (!(error instanceof FileTrouble)) throw error
    show({ trouble: sentenceOf(error.problem) })
  }
  if (signal.aborted) return
  if (open.length > 0) await offer(open)
  tell(true)
  await coordinator.ask('media:done', { ...progress(), durationS: reader.durationS ?? decodedToS })
  show({ stage: { type: 'done' }, remainingS: 0 })
}
