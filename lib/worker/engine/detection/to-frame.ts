import type { Box } from '../../../core/recognition/face'
import type { RelativeBox } from '../nets/tiny-net'
import type { Picture, SquareRegion } from '../picture'
import type { ScoredBox } from './boxes'

/** From shares of a view to frame pixels. A box may reach a little over the frame's edge; that is where the face is. */
export function toFrame(
  { left, top, right, bottom, score }: RelativeBox,
  region: SquareRegion,
  picture: Picture,
): ScoredBox {
  const x = region.x + left * region.sizePx
  const y = region.y + top * region.sizePx
  const box: Box = { x, y, width: (right - left) * region.sizePx, height: (bottom - top) * region.sizePx }
  return { box: holdNear(box, picture), score }
}

/** The nets' exponentials can give wild numbers; nothing beyond half a frame around it is a place for a face. */
function holdNear(box: Box, { widthPx, heightPx }: Picture): Box {
  const left = Math.max(box.x, -widthPx / 2)
  const top = Math.max(box.y, -heightPx / 2)
  const right = Math.min(box.x + box.width, widthPx * 1.5)
  const bottom = Math.min(box.y + box.height, heightPx * 1.5)
  return { x: left, y: top, width: Math.max(0, right - left), height: Math.max(0, bottom - top) }
}
