import type { DescribedFace } from '../lib/core/recognition/face'
import type { FrameInfo } from '../lib/core/video/frame'
import type { ExaminedFrame } from '../lib/protocol/examined'
import type { FrameResult } from '../lib/protocol/report'
import { drawsPictures, type Operation } from '../lib/protocol/unit'

/** Why a well-formed report can't be an answer to its lease. */
export type ReportNonsense =
  'frame-count' | 'face-outside-frame' | 'descriptor-length' | 'other-operation' | 'no-such-face'

/** Compares a report with the frames it should be about; null when nothing speaks against it. */
export function findNonsense(
  results: readonly FrameResult[],
  frames: readonly Pick<FrameInfo, 'widthPx' | 'heightPx'>[],
): ReportNonsense | null {
  if (results.length !== frames.length) return 'frame-count'
  for (const [index, result] of results.entries()) {
    const frame = frames[index]
    if (!frame || result.outcome === 'failed') continue
    for (const face of result.faces) {
      if (!isInside(face, frame)) return 'face-outside-frame'
      if (!hasPlausibleLength(face.descriptor)) return 'descriptor-length'
    }
  }
  return null
}

/** The same for the answer of another operation than the roll; whether its pictures are pictures is looked at when they are stored. */
export function findExaminedNonsense(
  results: readonly ExaminedFrame[],
  frames: readonly Pick<FrameInfo, 'widthPx' | 'heightPx'>[],
  operation: Operation,
): ReportNonsense | null {
  if (results.length !== frames.length) return 'frame-count'
  for (const [index, result] of results.entries()) {
    const frame = frames[index]
    if (!frame || result.outcome === 'failed') continue
    const { faces, chosen, refused, picture } = result
    if (drawsPictures(operation) !== (picture !== null)) return 'other-operation'
    if (faces.some(({ descriptor }) => (descriptor !== null) !== (operation === 'describe'))) return 'other-operation'
    if (chosen !== null && (chosen >= faces.length || refused !== null)) return 'no-such-face'
    if (!faces.every((face) => isInside(face, frame))) return 'face-outside-frame'
    if (!faces.every(({ descriptor }) => descriptor === null || hasPlausibleLength(descriptor)))
      return 'descriptor-length'
  }
  return null
}

/** Detectors let boxes stand out a little at the edges; the middle of a face is always in the picture. */
function isInside(
  { box }: Pick<DescribedFace, 'box'>,
  { widthPx, heightPx }: Pick<FrameInfo, 'widthPx' | 'heightPx'>,
): boolean {
  const midX = box.x + box.width / 2
  const midY = box.y + box.height / 2
  return (
    box.width > 0 &&
    box.height > 0 &&
    box.width <= widthPx * MAX_OVERHANG &&
    box.height <= heightPx * MAX_OVERHANG &&
    midX >= 0 &&
    midX <= widthPx &&
    midY >= 0 &&
    midY <= heightPx
  )
}

const MAX_OVERHANG = 1.5

/** The net's vectors are 1.43–1.55 long, averages of two somewhat shorter (RECOGNITION §6); these bounds only catch nonsense. */
function hasPlausibleLength(descriptor: Float32Array): boolean {
  // Not Math.hypot, nor reduce: called for each number of a class's vectors, they cost more than the rest of this check.
  let squared = 0
  for (let index = 0; index < descriptor.length; index++) squared += (descriptor[index] ?? 0) ** 2
  return squared > 0.2 ** 2 && squared < 5 ** 2
}
