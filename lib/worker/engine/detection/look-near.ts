import * as tf from '@tensorflow/tfjs-core'
import type { Box } from '../../../core/recognition/face'
import { MAX_ROWS, type Nets } from '../nets/nets'
import { readAndDispose } from '../nets/read-output'
import { readTinyBoxes, TINY_NORM } from '../nets/tiny-net'
import type { Picture, SquareRegion } from '../picture'
import { fillNetInput } from '../resample'
import { overlap, suppressNested, suppressOverlaps, type ScoredBox } from './boxes'
import { toFrame } from './to-frame'

/** What the tiny net sees around a face: a square of three times the face's longer side, in which the head is the 50 px that the net likes. */
const REACH = 3
const SIDE = 128
const MIN_SCORE = 0.3
/** A face is found again where it, or most of it, was. */
const MIN_OVERLAP = 0.2
/** … and about as large. */
const MAX_GROWTH = 1.6

/**
 * Looks for known faces where they just were: a fortieth of the price of the whole frame for each, and finds faces that are
 * small in the frame, for it looks at them enlarged.
 * @returns for each box the face's new place, or null. No two of them the same face.
 */
export async function lookNear(nets: Nets, picture: Picture, boxes: readonly Box[]): Promise<(ScoredBox | null)[]> {
  const found: (ScoredBox | null)[] = boxes.map(() => null)
  const candidates: { readonly of: number; readonly seen: ScoredBox; readonly shared: number }[] = []
  for (let start = 0; start < boxes.length; start += MAX_ROWS) {
    const part = boxes.slice(start, start + MAX_ROWS)
    const looks = await runLooks(nets, picture, part)
    looks.forEach((seen, i) => {
      const box = part[i]
      if (!box) return
      for (const candidate of seen) {
        const shared = overlap(box, candidate.box)
        const growth = candidate.box.width / Math.max(1, box.width)
        if (shared >= MIN_OVERLAP && growth < MAX_GROWTH && growth > 1 / MAX_GROWTH)
          candidates.push({ of: start + i, seen: candidate, shared })
      }
    })
  }
  const taken: Box[] = []
  for (const { of, seen } of candidates.sort((one, other) => other.shared - one.shared || one.of - other.of)) {
    if (found[of] || taken.some((box) => overlap(box, seen.box) > MAX_SHARED)) continue
    found[of] = seen
    taken.push(seen.box)
  }
  return found
}
/** Two looks at one face frame it nearly alike; two faces never overlap so much. */
const MAX_SHARED = 0.5

/**
 * Looks at the whole frame with the tiny net, at a quarter of SSD's price: finds faces from about a sixteenth of the frame's
 * width. For faces that ran out of reach; it misses too many for a shot in which nobody is known yet.
 */
export async function glance({ tiny }: Nets, picture: Picture): Promise<ScoredBox[]> {
  const { widthPx, heightPx } = picture
  const region: SquareRegion = { x: 0, y: 0, sizePx: Math.max(widthPx, heightPx) }
  const pixels = new Float32Array(GLANCE_SIDE * GLANCE_SIDE * 3)
  fillNetInput(pixels, 0, picture, region, GLANCE_SIDE, TINY_NORM)
  const output = await readAndDispose(tf.tidy(() => tiny.run(tf.tensor4d(pixels, [1, GLANCE_SIDE, GLANCE_SIDE, 3]))))
  const seen = readTinyBoxes(output, GLANCE_SIDE / 32, GLANCE_SCORE).map((relative) =>
    toFrame(relative, region, picture),
  )
  return suppressOverlaps(seen, MAX_SHARED).map(framedAsSsd)
}
const GLANCE_SIDE = 416
const GLANCE_SCORE = 0.5

async function runLooks({ tiny, rowsFor }: Nets, picture: Picture, boxes: readonly Box[]): Promise<ScoredBox[][]> {
  const rows = rowsFor(boxes.length)
  const pixels = new Float32Array(rows * SIDE * SIDE * 3)
  const regions = boxes.map(({ x, y, width, height }): SquareRegion => {
    const sizePx = Math.max(width, height) * REACH
    return { x: x + (width - sizePx) / 2, y: y + (height - sizePx) / 2, sizePx }
  })
  regions.forEach((region, slot) => fillNetInput(pixels, slot, picture, region, SIDE, TINY_NORM))
  const output = await readAndDispose(tf.tidy(() => tiny.run(tf.tensor4d(pixels, [rows, SIDE, SIDE, 3]))))
  const perLook = output.length / rows
  return regions.map((region, slot) =>
    suppressNested(
      readTinyBoxes(output.subarray(slot * perLook, (slot + 1) * perLook), SIDE / 32, MIN_SCORE).map((relative) =>
        framedAsSsd(toFrame(relative, region, picture)),
      ),
    ),
  )
}

/**
 * The tiny net frames a head, SSD a face. Brought to SSD's frame, so that a face keeps its box whoever saw it (medians over 238
 * faces of three clips that both nets saw).
 */
function framedAsSsd({ box: { x, y, width, height }, score }: ScoredBox): ScoredBox {
  const narrow = width * 0.61
  const middleX = x + width * 0.53
  return { box: { x: middleX - narrow / 2, y: y - height * 0.14, width: narrow, height }, score }
}
