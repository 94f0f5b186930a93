import type { PixelNorm } from './nets/net-input'
import type { Picture, SquareRegion } from './picture'

/**
 * Scales a square of a picture to a net's input and writes it, normalised, into a batch. Plain arithmetic for the same
 * reason as `warpChip`: canvases and backends scale differently, and boxes that differ make chips that differ.
 * Each output pixel is the mean of the picture under a triangle as wide as two output pixels (two picture pixels when
 * enlarging, which is bilinear), first along rows, then along columns.
 * @param batch row-major [n, sizePx, sizePx, 3]; @param slot which picture of the batch to fill.
 */
export function fillNetInput(
  batch: Float32Array,
  slot: number,
  { rgb, widthPx, heightPx }: Picture,
  region: SquareRegion,
  sizePx: number,
  { mean, scale }: PixelNorm,
): void {
  const columns = tapsFor(region.x, region.sizePx, sizePx, widthPx)
  const rows = tapsFor(region.y, region.sizePx, sizePx, heightPx)
  const firstRow = rows.first
  const narrowed = new Float32Array(Math.max(0, rows.end - firstRow) * sizePx * 3)
  // Reads stay inside the arrays: taps name only pixels of the picture, so `?? 0` never decides anything.
  for (let y = firstRow; y < rows.end; y++) {
    const source = y * widthPx * 3
    let to = (y - firstRow) * sizePx * 3
    for (let x = 0; x < sizePx; x++, to += 3) {
      let red = 0
      let green = 0
      let blue = 0
      const end = columns.starts[x + 1] ?? 0
      for (let tap = columns.starts[x] ?? 0; tap < end; tap++) {
        const weight = columns.weights[tap] ?? 0
        const from = source + (columns.pixels[tap] ?? 0) * 3
        red += weight * (rgb[from] ?? 0)
        green += weight * (rgb[from + 1] ?? 0)
        blue += weight * (rgb[from + 2] ?? 0)
      }
      narrowed[to] = red
      narrowed[to + 1] = green
      narrowed[to + 2] = blue
    }
  }
  const [meanRed, meanGreen, meanBlue] = mean
  const width = sizePx * 3
  const line = new Float32Array(width)
  for (let y = 0, out = slot * sizePx * width; y < sizePx; y++) {
    line.fill(0)
    const end = rows.starts[y + 1] ?? 0
    for (let tap = rows.starts[y] ?? 0; tap < end; tap++) {
      const weight = rows.weights[tap] ?? 0
      const from = ((rows.pixels[tap] ?? 0) - firstRow) * width
      for (let i = 0; i < width; i++) line[i] = (line[i] ?? 0) + weight * (narrowed[from + i] ?? 0)
    }
    for (let i = 0; i < width; i += 3, out += 3) {
      batch[out] = ((line[i] ?? 0) - meanRed) * scale
      batch[out + 1] = ((line[i + 1] ?? 0) - meanGreen) * scale
      batch[out + 2] = ((line[i + 2] ?? 0) - meanBlue) * scale
    }
  }
}

/** For each output pixel the picture's pixels under it and their weights: taps `starts[i]` to `starts[i + 1]`. */
interface Taps {
  readonly starts: Int32Array
  readonly pixels: readonly number[]
  readonly weights: readonly number[]
  /** The span of picture pixels that any tap names: first..end−1. */
  readonly first: number
  readonly end: number
}

function tapsFor(origin: number, span: number, sizePx: number, available: number): Taps {
  const step = span / sizePx
  const reach = Math.max(1, step)
  const starts = new Int32Array(sizePx + 1)
  const pixels: number[] = []
  const weights: number[] = []
  let first = available
  let end = 0
  for (let i = 0; i < sizePx; i++) {
    const centre = origin + (i + 0.5) * step - 0.5
    let sum = 0
    const from = Math.ceil(centre - reach)
    const to = Math.floor(centre + reach)
    for (let pixel = from; pixel <= to; pixel++) {
      const weight = Math.max(0, 1 - Math.abs(pixel - centre) / reach)
      sum += weight
      if (weight === 0 || pixel < 0 || pixel >= available) continue
      pixels.push(pixel)
      weights.push(weight)
      first = Math.min(first, pixel)
      end = Math.max(end, pixel + 1)
    }
    // Weights outside the picture count as black: they are in the sum and not in the list.
    for (let tap = starts[i] ?? 0; tap < weights.length; tap++) weights[tap] = (weights[tap] ?? 0) / sum
    starts[i + 1] = pixels.length
  }
  return { starts, pixels, weights, first: Math.min(first, end), end }
}
