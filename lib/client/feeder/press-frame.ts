import { gridSizeFor, lumaGridOf, type LumaGrid } from '../../core/video/likeness'
import type { SourceFrame } from './frame-source'

/** Full resolution matters for small faces; above this the engine shrinks anyway, so more would only travel. */
const MAX_SIDE_PX = 1920
const JPEG_QUALITY = 0.9
/** Pixels a side that are drawn for a cell of the likeness grid and averaged: the browser's own shrinking is coarse. */
const CELL_PX = 4

export interface PressedPicture {
  readonly jpeg: Uint8Array<ArrayBuffer>
  readonly widthPx: number
  readonly heightPx: number
}

/** Draws frames into canvases of its own: what they look like in small, and their JPEG. */
export function createPress() {
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
      const scale = Math.min(1, MAX_SIDE_PX / Math.max(frame.widthPx, frame.heightPx))
      const widthPx = Math.max(1, Math.round(frame.widthPx * scale))
      const heightPx = Math.max(1, Math.round(frame.heightPx * scale))
      resize(picture, widthPx, heightPx)
      frame.draw(pictureContext, widthPx, heightPx)
      const blob = await picture.convertToBlob({ type: 'image/jpeg', quality: JPEG_QUALITY })
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
