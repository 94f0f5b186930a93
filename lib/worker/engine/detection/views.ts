import type { Box } from '../../../core/recognition/face'
import type { SquareRegion } from '../picture'

/** A square of the frame that one run of the detector looks at, and which of its sides cut through the frame. */
export interface View extends SquareRegion {
  /** Boxes narrower than this are left to the other views, which see them larger and frame them better. */
  readonly minWidthPx: number
  readonly inner: { readonly left: boolean; readonly top: boolean; readonly right: boolean; readonly bottom: boolean }
}

/**
 * Frames up to this side are looked at once: scaled to the detector's 512 px, a face of 31 px keeps the 12 px that SSD
 * needs for a good box (RECOGNITION, second measurement).
 */
export const WHOLE_FRAME_PX = 1280
/** Neighbouring tiles share this part of their side, so that a face on the border is whole in one of them. */
const TILE_OVERLAP = 0.2
const TILE_PX = 1100
/** At most two tiles along a side: 4K frames come from cameras whose faces are larger too. */
const TILE_SHARE = 5 / 9

/**
 * What the detector looks at in a frame: the whole of it and, where the frame is large, overlapping tiles.
 * Depends on the frame's size alone, so every device makes the same choice.
 */
export function viewsFor(widthPx: number, heightPx: number): View[] {
  const longest = Math.max(widthPx, heightPx)
  if (longest <= WHOLE_FRAME_PX) return [wholeView({ x: 0, y: 0, sizePx: longest })]
  const sizePx = Math.max(TILE_PX, Math.ceil(longest * TILE_SHARE))
  return [
    { ...wholeView({ x: 0, y: 0, sizePx: longest }), minWidthPx: sizePx * LARGE_FACE },
    ...tilesOf(widthPx, heightPx, sizePx),
  ]
}

/**
 * Tiles in which a face is about twice as large to the detector, but only those that hold a small face in doubt. Depends on the
 * frame's pixels alone.
 */
export function finerViews(widthPx: number, heightPx: number, doubtful: readonly { readonly box: Box }[]): View[] {
  const small = doubtful.filter(({ box }) => box.width < SMALL_FACE_PX && isInside(box, { widthPx, heightPx }))
  if (small.length === 0) return []
  const longest = Math.max(widthPx, heightPx)
  const sizePx = Math.max(Math.ceil(longest * FINE_SHARE), Math.min(FINE_TILE_PX, Math.ceil(longest / 2)))
  return tilesOf(widthPx, heightPx, sizePx).filter(({ x, y }) =>
    small.some(({ box }) => {
      const middleX = box.x + box.width / 2
      const middleY = box.y + box.height / 2
      return middleX >= x && middleX < x + sizePx && middleY >= y && middleY < y + sizePx
    }),
  )
}
/** Of 239 faces of 32 px 99.6 % are found in tiles of this side, 97.5 in tiles of 860, 88 in those of 1100. */
const FINE_TILE_PX = 640
/** At most four along a side. */
const FINE_SHARE = 0.28
/** Larger ones are in doubt for another reason than their size. */
const SMALL_FACE_PX = 45

const isInside = ({ x, y, width, height }: Box, frame: { readonly widthPx: number; readonly heightPx: number }) =>
  x + width / 2 >= 0 && x + width / 2 < frame.widthPx && y + height / 2 >= 0 && y + height / 2 < frame.heightPx

function tilesOf(widthPx: number, heightPx: number, sizePx: number): View[] {
  const xs = startsOf(widthPx, sizePx)
  const ys = startsOf(heightPx, sizePx)
  return ys.flatMap((y, row) =>
    xs.map((x, column): View => {
      const inner = { left: column > 0, top: row > 0, right: column < xs.length - 1, bottom: row < ys.length - 1 }
      return { x, y, sizePx, inner, minWidthPx: 0 }
    }),
  )
}
/** Faces up to this part of a tile are whole in one of the tiles; larger ones are the whole view's. */
const LARGE_FACE = 0.08

/** A look that cuts through nothing and leaves no face to others. */
export function wholeView(region: SquareRegion): View {
  return { ...region, inner: { left: false, top: false, right: false, bottom: false }, minWidthPx: 0 }
}

function startsOf(length: number, tilePx: number): number[] {
  if (length <= tilePx) return [0]
  const count = Math.ceil((length - TILE_OVERLAP * tilePx) / ((1 - TILE_OVERLAP) * tilePx))
  return Array.from({ length: count }, (_, i) => Math.round((i * (length - tilePx)) / (count - 1)))
}

/** Whether a box ends at a side where the tile cuts the frame: another tile sees the rest of that face. */
export function isCutByView(box: Box, { x, y, sizePx, inner }: View): boolean {
  const slack = sizePx * 0.01
  return (
    (inner.left && box.x < x + slack) ||
    (inner.top && box.y < y + slack) ||
    (inner.right && box.x + box.width > x + sizePx - slack) ||
    (inner.bottom && box.y + box.height > y + sizePx - slack)
  )
}
