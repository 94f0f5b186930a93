import { cannyEdges } from '../../../core/pictures/canny'
import { drawFaces } from '../../../core/pictures/draw-faces'
import type { FaceQuality } from '../../../core/recognition/face'
import type { PhotoProblem } from '../../../core/recognition/photo'
import { median } from '../../../core/statistics'
import type { PictureOperation } from '../../../protocol/unit'
import type { ScoredBox } from '../detection/boxes'
import type { Nets } from '../nets/nets'
import type { Picture } from '../picture'
import { findAllFaces, lookAtPhoto } from '../look-at-photo'

/** What an operation makes of one picture. Faces with a chip are described afterwards, those of all pictures of the unit together. */
export interface Look {
  readonly faces: readonly (ScoredBox & { readonly quality?: FaceQuality; readonly chip?: Float32Array })[]
  readonly chosen?: number | null
  readonly refused?: PhotoProblem | null
  readonly drawn?: Picture
}

type LookAt = (nets: Nets, picture: Picture) => Promise<Look>

/** Detector score from which a face counts, as in a video frame (watch-unit.ts). */
const MIN_SCORE = 0.4

const detect: LookAt = async (nets, picture) => ({ faces: await findAllFaces(nets, picture, MIN_SCORE) })

const describe: LookAt = async (nets, picture) => {
  const { faces, judged } = await lookAtPhoto(nets, picture)
  return judged.ok ? { faces, chosen: faces.indexOf(judged.value) } : { faces, chosen: null, refused: judged.problem }
}

const annotate: LookAt = async (nets, picture) => {
  const faces = readingOrder(await findAllFaces(nets, picture, MIN_SCORE))
  const { rgb, widthPx, heightPx } = picture
  const labels = faces.map(({ box, score }, index) => ({ box, label: `${index + 1} ${Math.round(score * 100)}%` }))
  return { faces, drawn: { ...picture, rgb: drawFaces(rgb, widthPx, heightPx, labels) } }
}

const edges: LookAt = (_, picture) => {
  const { widthPx, heightPx } = picture
  const lines = cannyEdges(picture.rgb, widthPx, heightPx)
  const rgb = new Uint8Array(lines.length * 3)
  lines.forEach((value, i) => rgb.fill(value, i * 3, i * 3 + 3))
  return Promise.resolve({ faces: [], drawn: { rgb, widthPx, heightPx } })
}

/**
 * The work that a unit may name beside the roll. Every device can do each of it; the roll itself follows faces from frame to frame
 * and is not here (recogniser.ts).
 */
export const PICTURE_OPERATIONS: Readonly<Record<PictureOperation, LookAt>> = { detect, describe, edges, annotate }

/** Numbers run as a person reads: by rows of about a face's height, then from left to right. */
function readingOrder(faces: readonly ScoredBox[]): ScoredBox[] {
  const rowPx = Math.max(1, median(faces.map(({ box }) => box.height)) ?? 1)
  const rowOf = ({ box }: ScoredBox) => Math.floor((box.y + box.height / 2) / rowPx)
  return [...faces].sort((one, other) => rowOf(one) - rowOf(other) || one.box.x - other.box.x)
}
