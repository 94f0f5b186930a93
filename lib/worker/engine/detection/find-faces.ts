import * as tf from '@tensorflow/tfjs-core'
import { readSsdBoxes, SSD_INPUT_PX, SSD_NORM, type SsdNet } from '../nets/ssd-net'
import { readTinyBoxes, TINY_NORM, type TinyNet } from '../nets/tiny-net'
import type { Box } from '../../../core/recognition/face'
import type { Picture, SquareRegion } from '../picture'
import { readAndDispose } from '../nets/read-output'
import { fillNetInput } from '../resample'
import { overlap, suppressNested, suppressOverlaps, type ScoredBox } from './boxes'
import { toFrame } from './to-frame'
import { finerViews, isCutByView, viewsFor, wholeView, type View } from './views'

/** Boxes of the same face found in several views overlap more than this; neighbours in a crowd overlap less. */
const MAX_OVERLAP = 0.35
/** Views in one run of the net. A batch saves GPUs round trips; more than this costs memory on phones. */
const VIEWS_PER_RUN = 3

/**
 * Faces of a video frame or a group photo. Where a look leaves small faces in doubt, that part of the frame is looked at again,
 * larger: a room full of them pays for it, a room of large or clear faces doesn't.
 */
export async function findFaces(ssd: SsdNet, picture: Picture, minScore: number): Promise<ScoredBox[]> {
  const found = await lookAt(ssd, picture, viewsFor(picture.widthPx, picture.heightPx), Math.min(minScore, HINT_SCORE))
  const doubtful = suppressOverlaps(found, MAX_OVERLAP).filter(({ score }) => score < minScore)
  const again = await lookAt(ssd, picture, finerViews(picture.widthPx, picture.heightPx, doubtful), minScore)
  return suppressOverlaps([...found.filter(({ score }) => score >= minScore), ...again], MAX_OVERLAP)
}
/** A score that is a hint of a face. Of 239 faces of 32 px one in eight is between this and .4, and nine in ten are above it. */
const HINT_SCORE = 0.2

async function lookAt(ssd: SsdNet, picture: Picture, views: readonly View[], minScore: number): Promise<ScoredBox[]> {
  const found: ScoredBox[] = []
  for (let start = 0; start < views.length; start += VIEWS_PER_RUN)
    found.push(...(await runSsd(ssd, picture, views.slice(start, start + VIEWS_PER_RUN), minScore)))
  return found
}

/**
 * Faces of a photo of one person. Tight portraits are what detectors miss, so the picture is looked at with half its
 * side of black around it, by the tiny net at two sizes. What both miss (heads turned or rolled far) one of a few other
 * sizes finds, each looked at only when all before found nothing.
 */
export async function findPortrait(nets: { readonly ssd: SsdNet; readonly tiny: TinyNet }, picture: Picture) {
  const found = await glancePortrait(nets, picture)
  if (found.length > 0) return found
  const tiny = (widening: number, side: number) => runTiny(nets.tiny, picture, widened(picture, widening), side)
  for (const [widening, side] of SECOND_LOOKS) {
    const again = await tiny(widening, side)
    if (again.length > 0) return suppressNested(again)
  }
  const last = await runSsd(nets.ssd, picture, [wholeView(widened(picture, 3))], PORTRAIT_SSD_SCORE)
  return last.length > 0 ? suppressNested(last) : findFaces(nets.ssd, picture, PORTRAIT_SSD_SCORE)
}

/** The first of these looks alone: what any portrait that is upright and clear answers to. */
export async function glancePortrait({ tiny }: { readonly tiny: TinyNet }, picture: Picture): Promise<ScoredBox[]> {
  const around = widened(picture, 2)
  return suppressNested([
    ...(await runTiny(tiny, picture, around, 320)),
    ...(await runTiny(tiny, picture, around, 224)),
  ])
}
const PORTRAIT_TINY_SCORE = 0.3
const PORTRAIT_SSD_SCORE = 0.4
/** How much room around the picture (its longer side × this) and the tiny net's input side. */
const SECOND_LOOKS = [
  [2, 160],
  [1.5, 224],
  [1, 416],
] as const

/**
 * Whether a face is where somebody says that one is. The tiny net answers in a moment for nearly every face that the
 * large one found; where it doesn't, the large one has the last word.
 */
export async function hasFaceAt(
  nets: { readonly ssd: SsdNet; readonly tiny: TinyNet },
  picture: Picture,
  box: Box,
): Promise<boolean> {
  const around = (factor: number): SquareRegion => {
    const sizePx = Math.max(box.width, box.height) * factor
    return { x: box.x + (box.width - sizePx) / 2, y: box.y + (box.height - sizePx) / 2, sizePx }
  }
  const isIt = (found: ScoredBox) => overlap(found.box, box) >= SAME_FACE_OVERLAP
  for (const side of [160, 224]) if ((await runTiny(nets.tiny, picture, around(2), side)).some(isIt)) return true
  return (await runSsd(nets.ssd, picture, [wholeView(around(3))], CLAIMED_SSD_SCORE)).some(isIt)
}
/** The two nets frame a face differently, and a device that saw it in a tile differently again. */
const SAME_FACE_OVERLAP = 0.25
const CLAIMED_SSD_SCORE = 0.3

function widened({ widthPx, heightPx }: Picture, factor: number): SquareRegion {
  const sizePx = Math.max(widthPx, heightPx) * factor
  return { x: (widthPx - sizePx) / 2, y: (heightPx - sizePx) / 2, sizePx }
}

async function runSsd(ssd: SsdNet, picture: Picture, views: readonly View[], minScore: number): Promise<ScoredBox[]> {
  const side = SSD_INPUT_PX
  const pixels = new Float32Array(views.length * side * side * 3)
  views.forEach((view, slot) => fillNetInput(pixels, slot, picture, view, side, SSD_NORM))
  const output = await readAndDispose(tf.tidy(() => ssd.run(tf.tensor4d(pixels, [views.length, side, side, 3]))))
  const perView = output.length / views.length
  return views.flatMap((view, slot) =>
    readSsdBoxes(output.subarray(slot * perView, (slot + 1) * perView), ssd.priors, minScore)
      .map((relative) => toFrame(relative, view, picture))
      .filter(({ box }) => box.width >= Math.max(1, view.minWidthPx) && box.height >= 1 && !isCutByView(box, view)),
  )
}

async function runTiny(tiny: TinyNet, picture: Picture, region: SquareRegion, side: number): Promise<ScoredBox[]> {
  const pixels = new Float32Array(side * side * 3)
  fillNetInput(pixels, 0, picture, region, side, TINY_NORM)
  const output = await readAndDispose(tf.tidy(() => tiny.run(tf.tensor4d(pixels, [1, side, side, 3]))))
  return readTinyBoxes(output, side / 32, PORTRAIT_TINY_SCORE).map((relative) => toFrame(relative, region, picture))
}
