import type { PersonId } from '../ids'
import { normalQuantile } from './calibration'
import { confidenceOf } from './confidence'
import type { Descriptor } from './face'
import type { Gallery } from './gallery'
import { matchDescriptor } from './match'

/** What one photo of one face says. */
export type Identification =
  | {
      readonly kind: 'person'
      readonly personId: PersonId
      readonly distance: number
      readonly margin: number
      readonly confidence: number
    }
  | {
      readonly kind: 'unknown'
      readonly nearest: { readonly personId: PersonId; readonly distance: number; readonly margin: number } | null
    }

/**
 * Strangers before the threshold; the margin then halves them and more. With 64 people enrolled the threshold is .50, 97.4 % of probes
 * are rightly named, none wrongly, and .8 % of 784 strangers get a name (bench/results/recognition-photos.svg).
 */
const FALSE_NAME_BUDGET = 0.03
const THRESHOLD_RANGE: readonly [least: number, most: number] = [0.42, 0.5]
export const PHOTO_MARGIN = 0.07

/**
 * Names a face from a single photo. A clear photo may lie farther from the gallery than a view from across the room, so
 * the threshold is laxer than a video's (recognition-policy.ts), and comes from the roster's own impostor scores likewise.
 */
export function identifyFace(gallery: Gallery, descriptor: Descriptor): Identification {
  const match = matchDescriptor(gallery, descriptor)
  const personId = match ? gallery.personIds[match.person] : undefined
  if (!match || personId === undefined) return { kind: 'unknown', nearest: null }
  const found = { personId, distance: match.distance, margin: match.margin }
  if (match.distance > photoThreshold(gallery) || match.margin < PHOTO_MARGIN)
    return { kind: 'unknown', nearest: found }
  return { kind: 'person', ...found, confidence: confidenceOf([match], gallery) }
}

function photoThreshold({ calibration, personIds }: Gallery): number {
  const z = normalQuantile(FALSE_NAME_BUDGET / Math.max(1, personIds.length))
  const wanted = calibration.impostorMean + calibration.impostorDeviation * z
  return Math.min(THRESHOLD_RANGE[1], Math.max(THRESHOLD_RANGE[0], wanted))
}
