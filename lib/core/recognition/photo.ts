import { assertNever } from '../assert-never'
import { fail, ok, type Result } from '../result'
import type { Box, FaceQuality } from './face'

/** Why a photo cannot be enrolled. Each has a sentence that tells what to do. */
export type PhotoProblem =
  | { readonly type: 'not-a-picture' }
  | { readonly type: 'no-face' }
  | { readonly type: 'several-faces'; readonly count: number }
  | { readonly type: 'face-too-small'; readonly widthPx: number; readonly neededPx: number }
  | { readonly type: 'face-cut-off' }
  | { readonly type: 'turned-away' }
  | { readonly type: 'too-blurred' }
  | { readonly type: 'too-dark' }
  | { readonly type: 'too-bright' }

/**
 * What a photo must offer. Set for tight portraits of the size that registers really hold (LFW's 150 px files, faces
 * of 65 px): RECOGNITION §5's 100 px would refuse all of them, and faces of 48 px are recognised nearly as well.
 */
export interface PhotoGate {
  readonly minWidthPx: number
  readonly minSharpness: number
  readonly brightness: readonly [least: number, most: number]
  /** Of |yaw|; RECOGNITION §5 has .35, which refuses half-turned heads that still match well. */
  readonly maxYaw: number
  /** A second face this large, as a share of the chosen one's prominence, makes the photo ambiguous. */
  readonly rivalShare: number
}
export const PHOTO_GATE: PhotoGate = {
  minWidthPx: 40,
  minSharpness: 1.5,
  brightness: [30, 235],
  maxYaw: 0.65,
  rivalShare: 0.6,
}

/** As much of a found face as judging needs; the descriptor may still be missing. */
export interface PhotoFace {
  readonly box: Box
  readonly score: number
  readonly quality: FaceQuality
}

/** Picks the one person a photo shows: the large central face. The rest of the picture may hold passers-by. */
export function judgePhoto<Face extends PhotoFace>(
  faces: readonly Face[],
  image: { readonly widthPx: number; readonly heightPx: number },
  gate: PhotoGate = PHOTO_GATE,
): Result<Face, PhotoProblem> {
  const ranked = rank(faces, image)
  const [first, second, third] = ranked
  if (!first) return fail({ type: 'no-face' })
  const { face } = first
  const { box, quality } = face
  const share = (rival: { readonly prominence: number } | undefined) => (rival?.prominence ?? 0) / first.prominence
  const isBesideTheRest = isCutAround(face, image) && second !== undefined && isAside(second.face, image)
  const isAmbiguous = share(second) > gate.rivalShare && !isBesideTheRest
  if (isAmbiguous || share(third) > gate.rivalShare * COMPANY)
    return fail({ type: 'several-faces', count: faces.length })
  if (box.width < gate.minWidthPx)
    return fail({ type: 'face-too-small', widthPx: Math.round(box.width), neededPx: gate.minWidthPx })
  if (isCutOff(box, image)) return fail({ type: 'face-cut-off' })
  if (Math.abs(quality.yaw) > gate.maxYaw) return fail({ type: 'turned-away' })
  if (quality.brightness < gate.brightness[0]) return fail({ type: 'too-dark' })
  if (quality.brightness > gate.brightness[1]) return fail({ type: 'too-bright' })
  if (quality.sharpness < gate.minSharpness) return fail({ type: 'too-blurred' })
  return ok(face)
}

/** Two more people who are nearly as large make it a picture of a group, where one more may be a passer-by. */
const COMPANY = 0.6

/**
 * A picture that was cut around one face is of that face, however large somebody beside it is: its middle lies within .15 of the
 * picture's, the other's beyond .25 (of 640 single faces in register photos 99 in 100 are within .14, none beyond .161).
 */
const isCutAround = (face: PhotoFace, image: ImageSize): boolean => away(face, image) <= 0.15
const isAside = (face: PhotoFace, image: ImageSize): boolean => away(face, image) >= 0.25

/** The most prominent first. */
export const byProminence = <Face extends PhotoFace>(faces: readonly Face[], image: ImageSize): Face[] =>
  rank(faces, image).map(({ face }) => face)

const rank = <Face extends PhotoFace>(faces: readonly Face[], image: ImageSize) =>
  faces
    .map((face) => ({ face, prominence: prominence(face, image) }))
    .sort((one, two) => two.prominence - one.prominence)

interface ImageSize {
  readonly widthPx: number
  readonly heightPx: number
}

/** One plain sentence: what is wrong and what helps. */
export function photoProblemSentence(problem: PhotoProblem): string {
  switch (problem.type) {
    case 'not-a-picture':
      return 'This file cannot be read as a picture. Use a JPEG, PNG or WebP photo.'
    case 'no-face':
      return 'No face was found. Use a photo that shows the face from the front.'
    case 'several-faces':
      return `${problem.count} faces were found. Use a photo that shows only this person.`
    case 'face-too-small':
      return `The face is only ${problem.widthPx} pixels wide; ${problem.neededPx} are needed. Come closer or crop less.`
    case 'face-cut-off':
      return 'Part of the face is outside the picture. Use a photo that shows the whole face.'
    case 'turned-away':
      return 'The face is turned too far to the side. Use a photo that looks towards the camera.'
    case 'too-blurred':
      return 'The face is blurred. Use a sharper photo.'
    case 'too-dark':
      return 'The face is too dark. Use a photo with more light.'
    case 'too-bright':
      return 'The face is too bright. Use a photo with less light.'
    default:
      return assertNever(problem)
  }
}

/** Area times nearness to the middle: 1 at the middle of the picture, falling to a quarter in a corner. */
function prominence(face: PhotoFace, image: ImageSize): number {
  const { box, score } = face
  return box.width * box.height * (1 - 0.75 * Math.min(1, away(face, image) / Math.SQRT1_2)) * score
}

/** From the middle of the picture, in shares of its sides. */
function away({ box }: PhotoFace, image: ImageSize): number {
  const dx = (box.x + box.width / 2) / image.widthPx - 0.5
  const dy = (box.y + box.height / 2) / image.heightPx - 0.5
  return Math.sqrt(dx * dx + dy * dy)
}

/**
 * More than two fifths of the box lie outside. Detectors give tight portraits boxes that reach far over the edge: up to a
 * third of it on passport-like crops that show every landmark and are recognised without fail.
 */
function isCutOff(box: Box, image: { readonly widthPx: number; readonly heightPx: number }): boolean {
  const width = Math.min(box.x + box.width, image.widthPx) - Math.max(box.x, 0)
  const height = Math.min(box.y + box.height, image.heightPx) - Math.max(box.y, 0)
  return Math.max(0, width) * Math.max(0, height) < 0.6 * box.width * box.height
}
