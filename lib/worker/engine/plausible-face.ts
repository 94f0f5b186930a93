import type { SimilarityTransform } from '../../core/recognition/alignment'
import type { Box } from '../../core/recognition/face'

/**
 * Whether landmarks look like a face inside its box. On backs of heads and patterned shirts that the detector took for
 * faces the landmark net still answers; its points then lie in a heap or far from where a face has them.
 * Bounds are wide: everything that a person would call a face passes (measured on the enrol photos, rolled by ±30° too).
 */
export function isPlausibleFace(landmarks: readonly number[], box: Box, transform: SimilarityTransform): boolean {
  const centre = (first: number, last: number) => meanPoint(landmarks, first, last)
  const onChip = ({ x, y }: Point): Point => ({
    x: transform.a * x - transform.b * y + transform.tx,
    y: transform.b * x + transform.a * y + transform.ty,
  })
  const rightEye = onChip(centre(36, 41))
  const leftEye = onChip(centre(42, 47))
  const nose = onChip(centre(30, 30))
  const mouth = onChip(centre(48, 67))
  const eyeLine = (rightEye.y + leftEye.y) / 2
  const eyes = centre(36, 47)
  const scale = Math.hypot(transform.a, transform.b)
  const eyeDistance = (leftEye.x - rightEye.x) / scale
  const isInOrder = leftEye.x > rightEye.x && nose.y > eyeLine && mouth.y > nose.y
  const isOfBoxSize = eyeDistance > 0.12 * box.width && eyeDistance < 0.9 * box.width
  const isInBox = eyes.x > box.x && eyes.x < box.x + box.width && eyes.y > box.y && eyes.y < box.y + box.height
  return isInOrder && isOfBoxSize && isInBox
}

interface Point {
  readonly x: number
  readonly y: number
}

function meanPoint(landmarks: readonly number[], first: number, last: number): Point {
  let x = 0
  let y = 0
  for (let point = first; point <= last; point++) {
    x += landmarks[point * 2] ?? NaN
    y += landmarks[point * 2 + 1] ?? NaN
  }
  return { x: x / (last - first + 1), y: y / (last - first + 1) }
}
