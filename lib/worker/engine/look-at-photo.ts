import { judgePhoto, PHOTO_GATE, type PhotoGate, type PhotoProblem } from '../../core/recognition/photo'
import type { Result } from '../../core/result'
import { alignFaces, type AlignedFace } from './describe-faces'
import type { ScoredBox } from './detection/boxes'
import { findFaces, findPortrait } from './detection/find-faces'
import { findUpright } from './find-upright'
import type { Nets } from './nets/nets'
import type { Picture } from './picture'

/** The faces of a photo of somebody, and which of them is meant. Enrolment and the `describe` operation both look with this. */
export async function lookAtPhoto(
  nets: Nets,
  picture: Picture,
  gate: PhotoGate = PHOTO_GATE,
): Promise<{ readonly faces: readonly AlignedFace[]; readonly judged: Result<AlignedFace, PhotoProblem> }> {
  const found = await alignFaces(nets, picture, await findPortrait(nets, picture))
  const faces = await findUpright(nets, picture, found)
  return { faces, judged: judgePhoto(faces, picture, gate) }
}

/** Every face of a picture that may be a portrait as well as a crowd. */
export async function findAllFaces(nets: Nets, picture: Picture, minScore: number): Promise<ScoredBox[]> {
  const found = await findFaces(nets.ssd, picture, minScore)
  if (found.length > 0) return found
  return findPortrait(nets, picture)
}
