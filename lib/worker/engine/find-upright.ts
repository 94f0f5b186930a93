import { alignFaces, chipOf, type AlignedFace } from './describe-faces'
import { glancePortrait } from './detection/find-faces'
import { turnPicture, type TurnBack } from './detection/turn'
import type { Nets } from './nets/nets'
import type { Picture } from './picture'

/**
 * Heads that are tilted far are framed badly, taken for something else or not seen at all. Where the best face is tilted or
 * doubtful, the picture is looked at again with the head brought upright, and whichever look is surest of its face is believed.
 */
export async function findUpright(
  nets: Nets,
  picture: Picture,
  faces: readonly AlignedFace[],
): Promise<readonly AlignedFace[]> {
  let best = faces
  for (const deg of turnsFor(surest(faces))) {
    const turned = turnPicture(picture, deg)
    const found = await alignFaces(nets, turned.picture, await glancePortrait(nets, turned.picture))
    const inPlace = found.flatMap((face) => turnBack(face, picture, turned.back) ?? [])
    const [before, now] = [surest(best), surest(inPlace)]
    if (now && now.score > (before?.score ?? 0) && isTilted(now, before)) best = inPlace
  }
  return best
}

/** Degrees to turn the picture by: against the face's own tilt where it is sure of itself, else either way. */
function turnsFor(face: AlignedFace | undefined): readonly number[] {
  if (!face || face.score < DOUBTFUL_SCORE) return [-30, 30]
  return Math.abs(face.quality.rollDeg) > TILTED_DEG ? [-face.quality.rollDeg] : []
}

/**
 * Turning helps heads that are tilted. A surer face that is not, or is tilted the other way than the one that was seen first, is
 * something else: of 41 photos that a turned look changed by much, all ten such made the answer worse, and 29 of the other 31 better.
 */
function isTilted({ quality: { rollDeg } }: AlignedFace, before: AlignedFace | undefined): boolean {
  if (Math.abs(rollDeg) < LEAST_TILT_DEG) return false
  const known = before?.quality.rollDeg ?? 0
  return Math.abs(known) <= TILTED_DEG || Math.sign(known) === Math.sign(rollDeg)
}
const LEAST_TILT_DEG = 12
const DOUBTFUL_SCORE = 0.7
const TILTED_DEG = 15

const surest = (faces: readonly AlignedFace[]): AlignedFace | undefined =>
  faces.reduce<AlignedFace | undefined>((best, face) => (best && best.score >= face.score ? best : face), undefined)

/** The same face in the picture itself: its box stays upright and as large, and its chip is cut from untouched pixels. */
function turnBack({ box, score, landmarks }: AlignedFace, picture: Picture, back: TurnBack): AlignedFace | null {
  const [x, y] = back(box.x + box.width / 2, box.y + box.height / 2)
  const points = landmarks.flatMap((value, i) => (i % 2 === 0 ? back(value, landmarks[i + 1] ?? NaN) : []))
  return chipOf(picture, { box: { ...box, x: x - box.width / 2, y: y - box.height / 2 }, score }, points)
}
