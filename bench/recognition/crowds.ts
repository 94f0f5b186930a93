import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Descriptor } from '../../lib/core/recognition/face'
import type { NodeEngine } from '../../lib/worker/engine/node'
import { codeName, hashOf, openCache } from './cache'
import { PHOTO_CODE, type PhotoBook } from './photos'

/** Faces on one 1920×1080 frame. */
const FACES_PER_FRAME = 60
const FRAME = { width: 1920, height: 1080 }

/** What the engine made of one photo's face that stood small in a frame of a crowd. */
export interface SmallFace {
  readonly path: string
  readonly isFound: boolean
  readonly descriptor: Descriptor | null
}

/**
 * Photos pasted into full-HD frames, each so that its face is `widthPx` wide, encoded as the feeder does and looked at as a frame
 * is: tiles, landmarks, chips. The face's true place is known from the photo itself.
 */
export async function describeSmall(
  paths: readonly string[],
  widthPx: number,
  { dataDir, cacheDir, book, engine }: CrowdTools,
): Promise<SmallFace[]> {
  const cache = openCache(cacheDir, `crowds-${codeName(...PHOTO_CODE, 'bench/recognition/crowds.ts')}`)
  const faces: SmallFace[] = []
  for (let start = 0; start < paths.length; start += FACES_PER_FRAME) {
    const part = paths.slice(start, start + FACES_PER_FRAME)
    faces.push(
      ...(await cache.get(hashOf(String(widthPx), ...part), async () => {
        const { jpeg, places } = await renderCrowd(part, widthPx, { dataDir, book })
        const [result] = await (await engine()).describeFrames([jpeg])
        const found = result?.outcome === 'described' ? result.faces : []
        return places.map(({ path, x, y }): SmallFace => {
          const near = found.find(
            ({ box }) => Math.hypot(box.x + box.width / 2 - x, box.y + box.height / 2 - y) < widthPx / 2,
          )
          return { path, isFound: near !== undefined, descriptor: near?.descriptor ?? null }
        })
      })),
    )
  }
  return faces
}

interface CrowdTools {
  readonly dataDir: string
  readonly cacheDir: string
  readonly book: PhotoBook
  readonly engine: () => Promise<NodeEngine>
}

async function renderCrowd(
  paths: readonly string[],
  widthPx: number,
  { dataDir, book }: Pick<CrowdTools, 'dataDir' | 'book'>,
) {
  const columns = 10
  const cell = { width: FRAME.width / columns, height: FRAME.height / Math.ceil(FACES_PER_FRAME / columns) }
  const layers: { readonly input: Buffer; readonly left: number; readonly top: number }[] = []
  const places: { path: string; x: number; y: number }[] = []
  for (const [slot, path] of paths.entries()) {
    const answer = await book.describe(path)
    if (!('face' in answer)) continue
    const { box } = answer.face
    // A portrait's box is the tiny net's, which frames a head; a face is .61 of it (lib/worker/engine/detection/look-near.ts).
    const scale = widthPx / (box.width * 0.61)
    const photo = sharp(readFileSync(join(dataDir, path))).rotate()
    const { autoOrient } = await photo.metadata()
    const size = Math.max(1, Math.round(autoOrient.width * scale))
    const small = await photo.resize({ width: size }).toBuffer({ resolveWithObject: true })
    // What reaches over the cell is cut off; the face is in the cell's middle.
    const middle = { x: (box.x + box.width * 0.53) * scale, y: (box.y + box.height * 0.36) * scale }
    const room = Math.floor(Math.min(cell.width, cell.height) / 2) - 2
    const left = Math.max(0, Math.round(middle.x - room))
    const top = Math.max(0, Math.round(middle.y - room))
    const input = await sharp(small.data)
      .extract({
        left,
        top,
        width: Math.min(2 * room, small.info.width - left),
        height: Math.min(2 * room, small.info.height - top),
      })
      .toBuffer()
    const centre = { x: ((slot % columns) + 0.5) * cell.width, y: (Math.floor(slot / columns) + 0.5) * cell.height }
    const at = { left: Math.round(centre.x - (middle.x - left)), top: Math.round(centre.y - (middle.y - top)) }
    if (at.left < 0 || at.top < 0) continue
    layers.push({ input, ...at })
    places.push({ path, x: at.left + middle.x - left, y: at.top + middle.y - top })
  }
  const jpeg = await sharp({ create: { ...FRAME, channels: 3, background: '#667' } })
    .composite(layers)
    .jpeg({ quality: 90 })
    .toBuffer()
  return { jpeg, places }
}
