import { FRAMES_PER_UNIT } from '../../lib/core/video/unit-building'
import type { DescribedFrame } from '../../lib/core/merging/roll'
import type { NodeEngine } from '../../lib/worker/engine/node'
import { codeName, hashOf, openCache } from './cache'
import type { Clip } from './clips'
import { PHOTO_CODE } from './photos'

/** All that a frame passes on its way to a report. */
export const REPORT_CODE = [
  ...PHOTO_CODE,
  ...['recogniser', 'watch-unit', 'unit-tracks', 'detection/look-near', 'detection/sketch'].map(
    (file) => `lib/worker/engine/${file}.ts`,
  ),
]

/** A clip's frames as volunteers would report them: unit by unit, each unit by itself, and what that cost. */
export interface ClipReports {
  readonly frames: readonly DescribedFrame[]
  readonly cpuMs: number
}

export async function describeClip(
  { frames }: Clip,
  cacheDir: string,
  engine: () => Promise<NodeEngine>,
  framesPerUnit = FRAMES_PER_UNIT,
): Promise<ClipReports> {
  const cache = openCache(cacheDir, `reports-${codeName(...REPORT_CODE)}`)
  const kept = frames.flatMap(({ atS, jpeg }) => (jpeg ? [{ atS, jpeg }] : []))
  const described: DescribedFrame[] = []
  let cpuMs = 0
  for (let start = 0; start < kept.length; start += framesPerUnit) {
    const unit = kept.slice(start, start + framesPerUnit)
    const key = hashOf(...unit.map(({ jpeg }) => jpeg))
    const answer = await cache.get(key, async () => {
      const running = await engine()
      const before = process.cpuUsage()
      const results = await running.describeFrames(unit.map(({ jpeg }) => jpeg))
      const { user, system } = process.cpuUsage(before)
      return { results, cpuMs: (user + system) / 1000 }
    })
    cpuMs += answer.cpuMs
    answer.results.forEach((result, i) => {
      const atS = unit[i]?.atS
      if (atS !== undefined && result.outcome === 'described') described.push({ atS, faces: result.faces })
    })
  }
  return { frames: described, cpuMs }
}
