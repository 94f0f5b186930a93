import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * The clip in a container and a codec that browsers do not read (FFV1 in AVI), every pixel as it was: a lossy one would decide
 * the marks of who is barely recognised anew. Null without the ffmpeg program.
 */
export function asOldAvi(clip: string, target: string): string | null {
  mkdirSync(dirname(target), { recursive: true })
  const made = spawnSync('ffmpeg', ['-y', '-i', clip, '-an', '-c:v', 'ffv1', target])
  if (made.error) return null
  if (made.status !== 0) throw new Error(made.stderr.toString())
  return target
}
