import { CHIP_SIZE_PX } from './alignment'
import type { Box, FaceQuality } from './face'

/**
 * How good a view of a face is. The number only ranks views and weighs votes; the gates look at its parts.
 * value = score × min(1, width ÷ 60) × min(1, (sharpness + 20) ÷ 150) × (1 − |yaw|)   (RECOGNITION, second measurement).
 * @param landmarks 68 points, [x0, y0, …]; @param chip row-major [150, 150, 3], 0..255 (alignment.ts).
 */
export function faceQuality({
  box,
  score,
  landmarks,
  chip,
}: {
  readonly box: Box
  readonly score: number
  readonly landmarks: readonly number[]
  readonly chip: Float32Array
}): FaceQuality {
  const { sharpness, brightness } = greyFigures(chip)
  const { yaw, rollDeg } = poseOf(landmarks)
  const widthPx = box.width
  const value =
    clamp01(score) * Math.min(1, widthPx / 60) * Math.min(1, (sharpness + 20) / 150) * clamp01(1 - Math.abs(yaw))
  return { value: clamp01(value), widthPx, sharpness, brightness, yaw, rollDeg }
}

/**
 * Pose from the points alone. Yaw is measured along the line of the eyes, so that a tilted head is not taken for a
 * turned one; it is not an angle (0 is frontal, about 0.5 a half profile), and its sign tells the side.
 */
export function poseOf(landmarks: readonly number[]): { readonly yaw: number; readonly rollDeg: number } {
  const right = centre(landmarks, 36, 41)
  const left = centre(landmarks, 42, 47)
  const nose = centre(landmarks, 30, 30)
  const dx = left.x - right.x
  const dy = left.y - right.y
  const eyes2 = dx * dx + dy * dy
  if (!(eyes2 > 0)) return { yaw: 0, rollDeg: 0 }
  const offX = nose.x - (left.x + right.x) / 2
  const offY = nose.y - (left.y + right.y) / 2
  const yaw = Math.max(-2, Math.min(2, (offX * dx + offY * dy) / eyes2))
  return { yaw, rollDeg: (Math.atan2(dy, dx) * 180) / Math.PI }
}

/** Variance of the 4-neighbour Laplacian and mean, on the grey chip (Rec. 601 weights). */
function greyFigures(chip: Float32Array): { sharpness: number; brightness: number } {
  const size = CHIP_SIZE_PX
  const grey = new Float32Array(size * size)
  let sum = 0
  for (let i = 0; i < grey.length; i++) {
    const value = 0.299 * (chip[i * 3] ?? 0) + 0.587 * (chip[i * 3 + 1] ?? 0) + 0.114 * (chip[i * 3 + 2] ?? 0)
    grey[i] = value
    sum += value
  }
  let total = 0
  let squares = 0
  const inner = (size - 2) * (size - 2)
  for (let y = 1; y < size - 1; y++) {
    for (let x = 1; x < size - 1; x++) {
      const i = y * size + x
      const around = (grey[i - 1] ?? 0) + (grey[i + 1] ?? 0) + (grey[i - size] ?? 0) + (grey[i + size] ?? 0)
      const laplacian = around - 4 * (grey[i] ?? 0)
      total += laplacian
      squares += laplacian * laplacian
    }
  }
  const mean = total / inner
  return { sharpness: Math.max(0, squares / inner - mean * mean), brightness: sum / grey.length }
}

function centre(landmarks: readonly number[], first: number, last: number) {
  let x = 0
  let y = 0
  for (let point = first; point <= last; point++) {
    x += landmarks[point * 2] ?? 0
    y += landmarks[point * 2 + 1] ?? 0
  }
  return { x: x / (last - first + 1), y: y / (last - first + 1) }
}

const clamp01 = (value: number) => Math.min(1, Math.max(0, value))
