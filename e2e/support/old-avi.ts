import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/** The clip as the cameras of 2003 wrote it, MPEG-4 part 2 in AVI; null without the ffmpeg program. */
export function asOldAvi(clip: string, target: string): string | null {
  mkdirSync(dirname(target), { recursive: true })
  const made = spawnSync('ffmpeg', ['-y', '-i', clip, '-an', '-c:v', 'mpeg4', '-vtag', 'XVID', '-q:v', '1', target])
  if (made.error) return null
  if (made.status !== 0) throw new Error(made.stderr.toString())
  return target
}
