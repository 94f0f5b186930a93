import type { DecodePicture, EncodePicture, Picture, PictureCodec } from './picture'

/** Beyond this a phone's canvas fails or its memory does; such a photo is scaled down while it is decoded. */
const MAX_SIDE_PX = 4096

/** Upright pixels through the browser's own decoder: in a worker on an OffscreenCanvas, else on a canvas of the page. */
const decodeInBrowser: DecodePicture = async (encoded) => {
  let bitmap: ImageBitmap
  try {
    // The copy is needed: a Blob takes no views of shared memory, and the type says so.
    bitmap = await createImageBitmap(new Blob([new Uint8Array(encoded)]), {
      imageOrientation: 'from-image',
      premultiplyAlpha: 'none',
      colorSpaceConversion: 'default',
    })
  } catch {
    // Whatever the decoder can't read is one answer to the engine.
    return null
  }
  try {
    return readPixels(bitmap)
  } finally {
    bitmap.close()
  }
}

function readPixels(bitmap: ImageBitmap): Picture | null {
  const shrink = Math.min(1, MAX_SIDE_PX / Math.max(bitmap.width, bitmap.height))
  const widthPx = Math.max(1, Math.round(bitmap.width * shrink))
  const heightPx = Math.max(1, Math.round(bitmap.height * shrink))
  const context = openContext(widthPx, heightPx)
  if (!context) return null
  // Transparent pictures get black behind them, as sharp gives them.
  context.drawImage(bitmap, 0, 0, widthPx, heightPx)
  const { data } = context.getImageData(0, 0, widthPx, heightPx)
  const rgb = new Uint8Array(widthPx * heightPx * 3)
  for (let from = 0, to = 0; from < data.length; from += 4, to += 3) {
    rgb[to] = data[from] ?? 0
    rgb[to + 1] = data[from + 1] ?? 0
    rgb[to + 2] = data[from + 2] ?? 0
  }
  return { rgb, widthPx, heightPx }
}

const encodeInBrowser: EncodePicture = async ({ rgb, widthPx, heightPx }, quality) => {
  const rgba = new Uint8ClampedArray(widthPx * heightPx * 4).fill(255)
  for (let from = 0, to = 0; from < rgb.length; from += 3, to += 4) {
    rgba[to] = rgb[from] ?? 0
    rgba[to + 1] = rgb[from + 1] ?? 0
    rgba[to + 2] = rgb[from + 2] ?? 0
  }
  const context = openContext(widthPx, heightPx)
  if (!context) throw new Error('this browser has no canvas to draw pictures on')
  context.putImageData(new ImageData(rgba, widthPx, heightPx), 0, 0)
  const { canvas } = context
  const blob =
    'convertToBlob' in canvas
      ? await canvas.convertToBlob({ type: 'image/jpeg', quality })
      : await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality))
  if (!blob) throw new Error('this browser makes no JPEG of its canvas')
  return new Uint8Array(await blob.arrayBuffer())
}

export const browserCodec: PictureCodec = { decode: decodeInBrowser, encode: encodeInBrowser }

/** Read back often, so it stays in ordinary memory; the GPU would round colours its own way, too. */
function openContext(width: number, height: number) {
  if (typeof OffscreenCanvas !== 'undefined') {
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
    if (context) return context
  }
  if (typeof document === 'undefined') return null
  const canvas = Object.assign(document.createElement('canvas'), { width, height })
  return canvas.getContext('2d', { willReadFrequently: true })
}
