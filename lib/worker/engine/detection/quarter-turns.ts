import type { Box } from '../../../core/recognition/face'
import type { Picture } from '../picture'

/** Quarter turns clockwise. They move pixels and change none, so a turned face is as good as an upright one. */
export type Quarter = 1 | 2 | 3

export function turnByQuarters({ rgb, widthPx, heightPx }: Picture, quarter: Quarter): Picture {
  const turned = new Uint8Array(rgb.length)
  const isSwapped = quarter !== 2
  const [width, height] = isSwapped ? [heightPx, widthPx] : [widthPx, heightPx]
  for (let y = 0, from = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++, from += 3) {
      const [toX, toY] =
        quarter === 1
          ? [heightPx - 1 - y, x]
          : quarter === 2
            ? [widthPx - 1 - x, heightPx - 1 - y]
            : [y, widthPx - 1 - x]
      const to = (toY * width + toX) * 3
      turned[to] = rgb[from] ?? 0
      turned[to + 1] = rgb[from + 1] ?? 0
      turned[to + 2] = rgb[from + 2] ?? 0
    }
  }
  return { rgb: turned, widthPx: width, heightPx: height }
}

/** Where a point of the turned picture is in the picture itself. */
export function turnPointBack(
  { widthPx, heightPx }: Pick<Picture, 'widthPx' | 'heightPx'>,
  quarter: Quarter,
  x: number,
  y: number,
): readonly [x: number, y: number] {
  if (quarter === 1) return [y, heightPx - x]
  return quarter === 2 ? [widthPx - x, heightPx - y] : [widthPx - y, x]
}

export function turnBoxBack(picture: Pick<Picture, 'widthPx' | 'heightPx'>, quarter: Quarter, box: Box): Box {
  const [x0, y0] = turnPointBack(picture, quarter, box.x, box.y)
  const [x1, y1] = turnPointBack(picture, quarter, box.x + box.width, box.y + box.height)
  return { x: Math.min(x0, x1), y: Math.min(y0, y1), width: Math.abs(x1 - x0), height: Math.abs(y1 - y0) }
}
