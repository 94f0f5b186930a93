import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import {
  gridSizeFor,
  isWorthKeeping,
  keepPolicyFor,
  lumaGridOf,
  type KeptFrame,
  type LumaGrid,
} from '../../lib/core/video/likeness'
import { FRAMES_PER_UNIT } from '../../lib/core/video/unit-building'
import { createRandom } from '../../lib/core/simulation/random'
import type { NodeEngine } from '../../lib/worker/engine/node'
import { loadClip } from '../recognition/clips'

/** What a recording costs the engine, and what it would cost the rival on every sampled frame. */
export interface ClipCost {
  readonly sampled: number
  readonly kept: number
  readonly faces: number
  readonly described: number
  readonly engineMs: number
  readonly rivalMs: number
  readonly ratio: number
}

type Rival = (frame: Uint8Array) => Promise<number>

/** Of a unit's frames the rival does as many, spread evenly, and is charged for all: its price a frame hardly varies. */
const RIVAL_FRAMES_PER_UNIT = 2

/** Both in turns, unit by unit, in CPU time of this process, so that neighbours on the machine weigh on both alike. */
export async function costOf(
  frames: readonly (Uint8Array | null)[],
  engine: NodeEngine,
  rival: Rival,
  framesPerUnit = FRAMES_PER_UNIT,
): Promise<ClipCost> {
  const kept = frames.flatMap((frame) => (frame ? [frame] : []))
  let [engineMs, rivalMs, rivalFrames, faces, described] = [0, 0, 0, 0, 0]
  for (let start = 0; start < kept.length; start += framesPerUnit) {
    const unit = kept.slice(start, start + framesPerUnit)
    const { ms, value } = await timed(() => engine.describeFrames(unit))
    engineMs += ms
    for (const result of value) {
      if (result.outcome !== 'described') continue
      faces += result.faces.length
      described += result.faces.filter(({ isLocated }) => !isLocated).length
    }
    for (let i = 0; i < Math.min(RIVAL_FRAMES_PER_UNIT, unit.length); i++) {
      const frame = unit[Math.floor((i * unit.length) / RIVAL_FRAMES_PER_UNIT)]
      if (!frame) continue
      rivalMs += (await timed(() => rival(frame))).ms
      rivalFrames++
    }
  }
  const whole = (rivalMs / Math.max(1, rivalFrames)) * frames.length
  return {
    ...{ sampled: frames.length, kept: kept.length, faces, described },
    ...{ engineMs, rivalMs: whole, ratio: whole / engineMs },
  }
}

/** Frames of a clip of the test data as the feeder takes them; null where it skips one. */
export async function clipFrames(dataDir: string, name: string): Promise<(Uint8Array | null)[]> {
  const { frames } = await loadClip(dataDir, join(tmpdir(), 'muster-recognition'), name)
  return frames.map(({ jpeg }) => jpeg)
}

/** A room that sits still, filmed for `sampled` frames: one picture with a camera's noise, kept and skipped by the feeder's own rule. */
export async function stillRoom(picture: Buffer, sampled: number): Promise<(Uint8Array | null)[]> {
  const random = createRandom(3)
  const { data, info } = await sharp(picture).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const policy = keepPolicyFor({ periodMs: 500 })
  const frames: (Uint8Array | null)[] = []
  let last: KeptFrame | null = null
  for (let i = 0; i < sampled; i++) {
    const noisy = Buffer.from(data)
    for (let at = 0; at < noisy.length; at++)
      noisy[at] = Math.max(0, Math.min(255, (noisy[at] ?? 0) + Math.round((random.next() + random.next() - 1) * NOISE)))
    const jpeg = await sharp(noisy, { raw: { width: info.width, height: info.height, channels: 3 } })
      .jpeg({ quality: 90 })
      .toBuffer()
    const frame: KeptFrame = { atS: i / 2, grid: await gridOf(jpeg, info.width, info.height) }
    const isKept = isWorthKeeping(frame, last, policy)
    if (isKept) last = frame
    frames.push(isKept ? jpeg : null)
  }
  return frames
}
/** Steps a pixel moves at most. */
const NOISE = 14
const CELL_PX = 4

async function gridOf(jpeg: Buffer, widthPx: number, heightPx: number): Promise<LumaGrid> {
  const size = gridSizeFor(widthPx, heightPx)
  const rgba = await sharp(jpeg)
    .resize(size.columns * CELL_PX, size.rows * CELL_PX, { fit: 'fill' })
    .ensureAlpha()
    .raw()
    .toBuffer()
  return lumaGridOf(rgba, { ...size, cellPx: CELL_PX })
}

async function timed<Value>(work: () => Promise<Value>): Promise<{ readonly ms: number; readonly value: Value }> {
  const before = process.cpuUsage()
  const value = await work()
  const { user, system } = process.cpuUsage(before)
  return { ms: (user + system) / 1000, value }
}
