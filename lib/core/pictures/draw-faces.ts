import type { Box } from '../recognition/face'
import { chooseLabelPlaces } from './label-places'
import { GLYPH_HEIGHT, GLYPH_WIDTH, glyphOf } from './glyphs'

/** A face to draw: its frame, and what is written beside it. */
export interface DrawnFace {
  readonly box: Box
  /** Digits, blanks, dots and the per cent sign; there is no other letter. */
  readonly label: string
}

type Colour = readonly [red: number, green: number, blue: number]
const FRAME: Colour = [22, 163, 124]
const INK: Colour = [255, 255, 255]
const SHADE: Colour = [8, 40, 32]

/**
 * Draws frames and labels into a copy of a picture. Plain arithmetic like the rest of the engine: every device draws the same, and
 * no font or canvas is needed.
 * @param rgb row-major [height, width, 3], 0..255.
 */
export function drawFaces(
  rgb: Uint8Array | Uint8ClampedArray,
  width: number,
  height: number,
  faces: readonly DrawnFace[],
): Uint8Array {
  const drawn = Uint8Array.from(rgb)
  const linePx = Math.max(1, Math.round(Math.max(width, height) / 900))
  const fill = (box: Box, colour: Colour) => {
    const [x0, x1] = [Math.max(0, Math.round(box.x)), Math.min(width, Math.round(box.x + box.width))]
    const [y0, y1] = [Math.max(0, Math.round(box.y)), Math.min(height, Math.round(box.y + box.height))]
    for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) drawn.set(colour, (y * width + x) * 3)
  }
  const outline = ({ x, y, width: w, height: h }: Box, px: number, colour: Colour) => {
    fill({ x, y, width: w, height: px }, colour)
    fill({ x, y: y + h - px, width: w, height: px }, colour)
    fill({ x, y, width: px, height: h }, colour)
    fill({ x: x + w - px, y, width: px, height: h }, colour)
  }
  for (const { box } of faces) {
    // Dark outside, so that the frame shows on bright ground too.
    outline(grown(box, linePx), linePx, SHADE)
    outline(box, linePx, FRAME)
  }
  const scale = (face: DrawnFace) => scaleFor(face.box, width, height)
  const places = chooseLabelPlaces(
    faces.map((face) => ({ box: face.box, ...labelSize(face.label, scale(face)) })),
    { width, height },
  )
  faces.forEach((face, index) => {
    const place = places[index]
    if (!place) return
    const px = scale(face)
    fill(place, FRAME)
    ;[...face.label].forEach((letter, at) => {
      const left = place.x + px * (PADDING + at * (GLYPH_WIDTH + 1))
      glyphOf(letter).forEach((row, y) =>
        [...row].forEach((dot, x) => {
          if (dot === '#') fill({ x: left + x * px, y: place.y + (PADDING + y) * px, width: px, height: px }, INK)
        }),
      )
    })
  })
  return drawn
}
/** Around a label's letters, in dots of the letters. */
const PADDING = 1

const labelSize = (label: string, px: number) => ({
  labelWidth: (label.length * (GLYPH_WIDTH + 1) - 1 + 2 * PADDING) * px,
  labelHeight: (GLYPH_HEIGHT + 2 * PADDING) * px,
})

/** Dots of the letters grow with the face, and never get too small to read in the picture as a whole. */
function scaleFor(box: Box, width: number, height: number): number {
  const least = Math.max(1, Math.round(Math.max(width, height) / 960))
  return Math.max(least, Math.min(4 * least, Math.round(box.width / 60)))
}

const grown = ({ x, y, width, height }: Box, by: number): Box => ({
  ...{ x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by },
})
