import { LANDMARK_COUNT } from './face'
import { MEAN_SHAPE_FIRST, MEAN_SHAPE_X, MEAN_SHAPE_Y, STEADY_POINTS } from './mean-shape'

/** Side of the picture of one face that the descriptor net takes. */
export const CHIP_SIZE_PX = 150
/** Room around the mean shape on each side, in units of the shape's own size. The value that dlib trained with. */
export const CHIP_PADDING = 0.25

/** Beyond this the landmark net is guessing (RECOGNITION §4: on a film clip bad landmarks gave ±120°). */
const MAX_ROLL_DEG = 60

/**
 * Frame to chip, both in continuous pixels (the first pixel covers 0..1): chipX = a·x − b·y + tx, chipY = b·x + a·y + ty.
 * A similarity: it moves, turns and scales, and never shears or mirrors.
 */
export interface SimilarityTransform {
  readonly a: number
  readonly b: number
  readonly tx: number
  readonly ty: number
}

/**
 * The transform that lays a face's landmarks on dlib's mean shape, fitted from chip to frame by least squares as dlib
 * does it, then inverted. Null when the points don't make a face that can be aligned: not finite, all in one place, or
 * turned by more than 60°.
 * @param landmarks 68 points of the frame, [x0, y0, x1, y1, …].
 */
export function chipTransform(
  landmarks: readonly number[],
  { sizePx = CHIP_SIZE_PX, padding = CHIP_PADDING } = {},
): SimilarityTransform | null {
  if (landmarks.length !== LANDMARK_COUNT * 2) return null
  const count = STEADY_POINTS.length
  const chip = STEADY_POINTS.map((point) => {
    const x = MEAN_SHAPE_X[point - MEAN_SHAPE_FIRST] ?? 0
    const y = MEAN_SHAPE_Y[point - MEAN_SHAPE_FIRST] ?? 0
    return { x: ((padding + x) / (2 * padding + 1)) * sizePx, y: ((padding + y) / (2 * padding + 1)) * sizePx }
  })
  const frame = STEADY_POINTS.map((point) => ({ x: landmarks[point * 2] ?? NaN, y: landmarks[point * 2 + 1] ?? NaN }))
  const from = meanOf(chip)
  const to = meanOf(frame)

  // With points as complex numbers the least-squares turn-and-scale is Σ frame·conj(chip) ÷ Σ |chip|².
  let re = 0
  let im = 0
  let spread = 0
  for (let i = 0; i < count; i++) {
    const p = chip[i]
    const q = frame[i]
    if (!p || !q) return null
    const px = p.x - from.x
    const py = p.y - from.y
    const qx = q.x - to.x
    const qy = q.y - to.y
    re += qx * px + qy * py
    im += qy * px - qx * py
    spread += px * px + py * py
  }
  const c = re / spread
  const s = im / spread
  const scale2 = c * c + s * s
  if (!Number.isFinite(scale2) || scale2 < 1e-6) return null
  if (Math.abs(Math.atan2(s, c)) > (MAX_ROLL_DEG * Math.PI) / 180) return null

  const a = c / scale2
  const b = -s / scale2
  return { a, b, tx: from.x - (a * to.x - b * to.y), ty: from.y - (b * to.x + a * to.y) }
}

/**
 * Cuts a face out of a frame: the one warp of the product, in plain arithmetic, so that every device and backend makes
 * the same chip from the same pixels. Bilinear; where the chip is coarser than the frame, each chip pixel is the mean
 * of enough samples to cover its area. What lies outside the frame is black, as in dlib's training.
 * @param rgb row-major [height, width, 3], 0..255.
 * @returns row-major [sizePx, sizePx, 3], 0..255.
 */
export function warpChip(
  rgb: Uint8Array | Uint8ClampedArray | Float32Array,
  width: number,
  height: number,
  transform: SimilarityTransform,
  sizePx = CHIP_SIZE_PX,
): Float32Array {
  const { a, b, tx, ty } = transform
  const norm2 = a * a + b * b
  // Chip to frame: x = c·u + s·v + ox, y = −s·u + c·v + oy.
  const c = a / norm2
  const s = b / norm2
  const ox = -(c * tx + s * ty)
  const oy = s * tx - c * ty
  const framePxPerChipPx = 1 / Math.sqrt(norm2)
  const taps = Math.min(MAX_TAPS, Math.max(1, Math.ceil(framePxPerChipPx - 0.25)))
  const weight = 1 / (taps * taps)
  const chip = new Float32Array(sizePx * sizePx * 3)
  // Typed-array reads below stay inside 0..width−1 and 0..height−1, so `?? 0` never decides anything.
  for (let row = 0, out = 0; row < sizePx; row++) {
    for (let column = 0; column < sizePx; column++, out += 3) {
      let red = 0
      let green = 0
      let blue = 0
      for (let i = 0; i < taps; i++) {
        const v = row + (i + 0.5) / taps
        for (let j = 0; j < taps; j++) {
          const u = column + (j + 0.5) / taps
          const x = c * u + s * v + ox - 0.5
          const y = -s * u + c * v + oy - 0.5
          if (x < -0.5 || y < -0.5 || x > width - 0.5 || y > height - 0.5) continue
          const left = x < 0 ? 0 : Math.floor(x)
          const top = y < 0 ? 0 : Math.floor(y)
          const right = left + 1 < width ? left + 1 : left
          const bottom = top + 1 < height ? top + 1 : top
          const fx = x < left ? 0 : x - left
          const fy = y < top ? 0 : y - top
          const w00 = (1 - fx) * (1 - fy)
          const w01 = fx * (1 - fy)
          const w10 = (1 - fx) * fy
          const w11 = fx * fy
          const p00 = (top * width + left) * 3
          const p01 = (top * width + right) * 3
          const p10 = (bottom * width + left) * 3
          const p11 = (bottom * width + right) * 3
          red += w00 * (rgb[p00] ?? 0) + w01 * (rgb[p01] ?? 0) + w10 * (rgb[p10] ?? 0) + w11 * (rgb[p11] ?? 0)
          green +=
            w00 * (rgb[p00 + 1] ?? 0) +
            w01 * (rgb[p01 + 1] ?? 0) +
            w10 * (rgb[p10 + 1] ?? 0) +
            w11 * (rgb[p11 + 1] ?? 0)
          blue +=
            w00 * (rgb[p00 + 2] ?? 0) +
            w01 * (rgb[p01 + 2] ?? 0) +
            w10 * (rgb[p10 + 2] ?? 0) +
            w11 * (rgb[p11 + 2] ?? 0)
        }
      }
      chip[out] = red * weight
      chip[out + 1] = green * weight
      chip[out + 2] = blue * weight
    }
  }
  return chip
}
/** A face of 1600 px needs 16; a larger one is sampled a little thinly rather than slowly. */
const MAX_TAPS = 16

/** The same face looked at in a mirror. The mean of both descriptors is steadier than either (RECOGNITION §1, C). */
export function mirrorChip(chip: Float32Array, sizePx = CHIP_SIZE_PX): Float32Array {
  const mirrored = new Float32Array(chip.length)
  for (let row = 0; row < sizePx; row++) {
    for (let column = 0; column < sizePx; column++) {
      const from = (row * sizePx + column) * 3
      const to = (row * sizePx + (sizePx - 1 - column)) * 3
      mirrored[to] = chip[from] ?? 0
      mirrored[to + 1] = chip[from + 1] ?? 0
      mirrored[to + 2] = chip[from + 2] ?? 0
    }
  }
  return mirrored
}

function meanOf(points: readonly { x: number; y: number }[]) {
  const x = points.reduce((sum, point) => sum + point.x, 0) / points.length
  const y = points.reduce((sum, point) => sum + point.y, 0) / points.length
  return { x, y }
}
