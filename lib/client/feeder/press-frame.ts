import { gridSizeFor, lumaGridOf, type LumaGrid } from '../../core/video/likeness'
import type { SourceFrame } from './frame-source'

/** Full resolution matters for small faces; above this the engine shrinks anyway, so more would only travel. */
const FRAME = { maxSidePx: 1920, quality: 0.9 }
/** Photos are described as enrolment would: from the very pixels where those are few, else from nearly all of them. */
const PHOTO = { maxSidePx: 3000, quality: 0.95 }
const LOSSLESS_PX = 1_500_000

export type PressDetail = 'frame' | 'photo'
/** Pixels a side that are drawn for a cell of the likeness grid and averaged: the browser's own shrinking is coarse. */
const CELL_PX = 4

export interface PressedPicture {
  /** A photo's few pixels are a PNG; whoever decodes it need not care. */
  readonly jpeg: Uint8Array<ArrayBuffer>
  readonly widthPx: number
  readonly heightPx: number
}

/** Draws frames into canvases of its own: what they look like in small, and their JPEG. */
export function createPress(detail: PressDetail) {
  const { maxSidePx, quality } = detail === 'photo' ? PHOTO : FRAME
  const picture = new OffscreenCanvas(1, 1)
  const small = new OffscreenCanvas(1, 1)
  const smallContext = contextOf(small, true)
  const pictureContext = contextOf(picture, false)

  return {
    gridOf: (frame: SourceFrame): LumaGrid => {
      const size = gridSizeFor(frame.widthPx, frame.heightPx)
      resize(small, size.columns * CELL_PX, size.rows * CELL_PX)
      frame.draw(smallContext, small.width, small.height)
      const { data } = smallContext.getImageData(0, 0, small.width, small.height)
      return lumaGridOf(data, { ...size, cellPx: CELL_PX })
    },
    press: async (frame: SourceFrame): Promise<PressedPicture> => {
      const scale = Math.min(1, maxSidePx / Math.max(frame.widthPx, frame.heightPx))
      const widthPx = Math.max(1, Math.round(frame.widthPx * scale))
      const heightPx = Math.max(1, Math.round(frame.heightPx * scale))
      resize(picture, widthPx, heightPx)
      frame.draw(pictureContext, widthPx, heightPx)
      const isLossless = detail === 'photo' && widthPx * heightPx <= LOSSLESS_PX
      const blob = await picture.convertToBlob({ type: isLossless ? 'image/png' : 'image/jpeg', quality })
      return { jpeg: new Uint8Array(await blob.arrayBuffer()), widthPx, heightPx }
    },
  }
}

function contextOf(canvas: OffscreenCanvas, willReadFrequently: boolean): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext('2d', { willReadFrequently, alpha: false })
  if (!context) throw new Error('this browser has no canvas to draw frames on')
  return context
}

/** Setting a canvas's size clears it and may allocate, so it is set only when it changes. */
function resize(canvas: OffscreenCanvas, widthPx: number, heightPx: number): void {
  if (canvas.width !== widthPx) canvas.width = widthPx
  if (canvas.height !== heightPx) canvas.height = heightPx
}
