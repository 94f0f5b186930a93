import type { Box } from '../../../core/recognition/face'
import type { Picture } from '../picture'

/** A frame in small: what tells a cut, and a face that did not move, at the price of a glance. */
export interface Sketch {
  readonly columns: number
  readonly rows: number
  /** Mean brightness of each cell, 0..255, row-major [rows, columns]. */
  readonly cells: Float32Array
  /** Side of a cell in frame pixels. */
  readonly cellPx: number
}

/** Cells on the longer side of a frame: 20 px of a 1280 px frame each, about the smallest face that is any use. */
const LONG_SIDE = 64
/** Pixels looked at along each side of a cell; enough that camera noise averages out. */
const SAMPLES = 6

export function sketchOf(picture: Picture): Sketch {
  const { rgb, widthPx, heightPx } = picture
  const cellPx = Math.max(widthPx, heightPx) / LONG_SIDE
  const columns = Math.max(1, Math.floor(widthPx / cellPx))
  const rows = Math.max(1, Math.floor(heightPx / cellPx))
  const cells = new Float32Array(columns * rows)
  const step = cellPx / SAMPLES
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let sum = 0
      for (let i = 0; i < SAMPLES; i++) {
        const y = Math.min(heightPx - 1, Math.floor(row * cellPx + (i + 0.5) * step))
        for (let j = 0; j < SAMPLES; j++) {
          const x = Math.min(widthPx - 1, Math.floor(column * cellPx + (j + 0.5) * step))
          sum += lumaAt(rgb, (y * widthPx + x) * 3)
        }
      }
      cells[row * columns + column] = sum / (SAMPLES * SAMPLES)
    }
  }
  return { columns, rows, cells, cellPx }
}

/**
 * Mean difference of all cells after the frames' brightness is brought to one level, so that a lamp changes nothing. A person who
 * walks past the camera moves it by 5 to 10, a pan by 20, a cut between two shots of one scene by 25 and more.
 */
export function difference(before: Sketch, now: Sketch): number {
  if (before.columns !== now.columns || before.rows !== now.rows) return 255
  const lift = mean(now.cells) - mean(before.cells)
  let sum = 0
  for (let i = 0; i < now.cells.length; i++) sum += Math.abs((now.cells[i] ?? 0) - (before.cells[i] ?? 0) - lift)
  return sum / now.cells.length
}

/** A cut that is missed loses the faces that were followed, and somebody is looked for all the same. */
export const isCut = (before: Sketch, now: Sketch): boolean => difference(before, now) > 24

/** Whether nothing moved in and around a box: the face is where it was, and looks as it did. */
export function isStill(before: Sketch, now: Sketch, { x, y, width, height }: Box): boolean {
  if (before.columns !== now.columns || before.rows !== now.rows) return false
  const { cellPx, columns, rows } = now
  const around = width / 4
  const left = Math.max(0, Math.floor((x - around) / cellPx))
  const right = Math.min(columns - 1, Math.floor((x + width + around) / cellPx))
  const top = Math.max(0, Math.floor((y - around) / cellPx))
  const bottom = Math.min(rows - 1, Math.floor((y + height + around) / cellPx))
  if (left > right || top > bottom) return false
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const i = row * columns + column
      if (Math.abs((now.cells[i] ?? 0) - (before.cells[i] ?? 0)) > STILL_DIFFERENCE) return false
    }
  }
  return true
}
/** As the feeder's own (lib/core/video/likeness.ts): noise and compression move no cell by more. */
const STILL_DIFFERENCE = 3

const PATCH = 16

/** A picture, or a chip. */
type Pixels = Omit<Picture, 'rgb'> & { readonly rgb: ArrayLike<number> }

/** A face in small, free of brightness and contrast: row-major [16, 16], mean 0, length 1. Of a flat picture all zero. */
export function patchOf({ rgb, widthPx, heightPx }: Pixels, { x, y, width, height }: Box): Float32Array {
  const patch = new Float32Array(PATCH * PATCH)
  const samples = Math.max(1, Math.min(4, Math.floor(width / PATCH)))
  for (let row = 0; row < PATCH * samples; row++) {
    const py = Math.min(heightPx - 1, Math.max(0, Math.floor(y + ((row + 0.5) * height) / (PATCH * samples))))
    for (let column = 0; column < PATCH * samples; column++) {
      const px = Math.min(widthPx - 1, Math.max(0, Math.floor(x + ((column + 0.5) * width) / (PATCH * samples))))
      const at = Math.floor(row / samples) * PATCH + Math.floor(column / samples)
      patch[at] = (patch[at] ?? 0) + lumaAt(rgb, (py * widthPx + px) * 3)
    }
  }
  const middle = mean(patch)
  const length = Math.sqrt(patch.reduce((sum, value) => sum + (value - middle) ** 2, 0))
  return patch.map((value) => (length > 0 ? (value - middle) / length : 0))
}

/** Correlation of two patches, -1..1. */
export const likeness = (one: Float32Array, other: Float32Array): number =>
  one.reduce((sum, value, i) => sum + value * (other[i] ?? 0), 0)

const lumaAt = (rgb: ArrayLike<number>, at: number): number =>
  0.299 * (rgb[at] ?? 0) + 0.587 * (rgb[at + 1] ?? 0) + 0.114 * (rgb[at + 2] ?? 0)

const mean = (values: Float32Array): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
