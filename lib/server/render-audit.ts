import sharp, { type Sharp } from 'sharp'
import type { FrameResult } from '../protocol/report'
import type { Box } from '../core/recognition/face'

/** A number in [0, 1) that nobody outside can foresee. */
export type Random = () => number

/** Where the original's pixels went: the original's part from (left, top) on, scaled by (scaleX, scaleY). */
export interface Rendering {
  readonly left: number
  readonly top: number
  readonly scaleX: number
  readonly scaleY: number
  readonly widthPx: number
  readonly heightPx: number
}

export interface RenderedFrame {
  readonly jpeg: Uint8Array
  readonly rendering: Rendering
}

/** Cut off at the edges, as a share of the side: enough that no pixel stays, too little to see. */
const LEAST_CUT = 0.008
const MOST_CUT = 0.025
const MOST_BRIGHTER = 0.02
/** A size within this share of the original's can't be told from a frame of its own. */
const SIZE_TOLERANCE = 0.02
const TRIES = 6

/**
 * Makes a frame that was seen before into one that nobody has seen: cut and scaled by a little, another brightness, encoded
 * anew to about the size it had, or is asked to have. Null for what is no picture. Every rendering differs, so that none can be recognised.
 */
export async function renderAgain(
  jpeg: Uint8Array,
  random: Random,
  aboutBytes = jpeg.byteLength,
): Promise<RenderedFrame | null> {
  try {
    const image = sharp(jpeg, { limitInputPixels: 8192 * 8192 })
    const { width, height } = await image.metadata()
    const cut = (side: number): number =>
      Math.max(1, Math.round(side * (LEAST_CUT + random() * (MOST_CUT - LEAST_CUT))))
    const [left, top] = [cut(width), cut(height)]
    const part = { left, top, width: width - left - cut(width), height: height - top - cut(height) }
    const pixels = await image
      .extract(part)
      .resize({ width, height, fit: 'fill' })
      .modulate({ brightness: 1 + (random() * 2 - 1) * MOST_BRIGHTER })
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true })
    const { channels } = pixels.info
    const raw = { raw: { width, height, channels } } as const
    return {
      jpeg: await encodeTo(sharp(pixels.data, raw), aboutBytes * (1 + (random() * 2 - 1) * SIZE_TOLERANCE)),
      rendering: {
        ...{ left, top, widthPx: width, heightPx: height },
        ...{ scaleX: width / part.width, scaleY: height / part.height },
      },
    }
  } catch {
    // sharp throws for bytes that are no picture.
    return null
  }
}

/** The quality whose size is nearest to the one wanted, by halving. */
async function encodeTo(image: Sharp, wantedBytes: number): Promise<Uint8Array> {
  let [least, most] = [30, 98]
  let best: Buffer | null = null
  for (let go = 0; go < TRIES; go++) {
    const quality = Math.round((least + most) / 2)
    const encoded = await image.clone().jpeg({ quality }).toBuffer()
    if (!best || Math.abs(encoded.length - wantedBytes) < Math.abs(best.length - wantedBytes)) best = encoded
    if (encoded.length > wantedBytes) most = quality - 1
    else least = quality + 1
    if (least > most) break
  }
  return new Uint8Array(best ?? new Uint8Array())
}

/** A box of the original where it is in the rendering. */
export const toRendered = (box: Box, { left, top, scaleX, scaleY }: Rendering): Box => ({
  x: (box.x - left) * scaleX,
  y: (box.y - top) * scaleY,
  width: box.width * scaleX,
  height: box.height * scaleY,
})

/** An answer on the original as it would be on the rendering. Faces that the cut may have touched are left out. */
export function moveAnswer(answer: FrameResult, rendering: Rendering): FrameResult {
  if (answer.outcome === 'failed') return answer
  const faces = answer.faces.map((face) => ({ ...face, box: toRendered(face.box, rendering) }))
  return withoutEdges({ outcome: 'described', faces }, rendering)
}

/** Faces that stand at the edge of the rendering may be cut there and say nothing. */
export function withoutEdges(answer: FrameResult, { widthPx, heightPx }: Rendering): FrameResult {
  if (answer.outcome === 'failed') return answer
  const isWhole = ({ x, y, width, height }: Box): boolean =>
    x > width * EDGE && y > height * EDGE && x + width * (1 + EDGE) < widthPx && y + height * (1 + EDGE) < heightPx
  return { outcome: 'described', faces: answer.faces.filter(({ box }) => isWhole(box)) }
}
const EDGE = 0.15
