import type { PersonId } from '../ids'
import type { Box, DescribedFace } from '../recognition/face'

/** One frame that was described. Frames that were skipped as duplicates or failed are not here. */
export interface DescribedFrame {
  /** Time on the session's clock, seconds. */
  readonly atS: number
  readonly faces: readonly DescribedFace[]
}

/** A face in one frame, as part of its track. */
export interface Sighting {
  readonly atS: number
  readonly box: Box
  /** FaceQuality.value, 0..1. */
  readonly quality: number
  /** To the track's person; null where this view was not compared (only the best views vote) or there is no person. */
  readonly distance: number | null
}

/** A view that was near and clear enough to speak for its track's person. */
export interface AcceptedView {
  readonly atS: number
  readonly box: Box
  readonly distance: number
  readonly margin: number
}

/** Why a track was left to a human. */
export type ReviewReason =
  | 'far-from-photos' // alike, but not near enough to be sure
  | 'near-another-person' // the runner-up is too close behind
  | 'seen-once' // one acceptable view, where policy asks for more
  | 'views-disagree' // its best views are nearest to different people
  | 'elsewhere-in-frame' // the person was in the same frame, better matched
  | 'rival-in-frame' // another face of the same frame, nobody else's, looks as much like the person

export type Verdict =
  | {
      readonly kind: 'person'
      readonly personId: PersonId
      readonly distance: number
      readonly margin: number
      /** Probability that the name is right, 0..1 (lib/core/recognition/confidence.ts). */
      readonly confidence: number
    }
  | {
      readonly kind: 'review'
      readonly personId: PersonId
      readonly distance: number
      readonly margin: number
      readonly confidence: number
      readonly why: ReviewReason
    }
  /** `cluster` numbers alike strangers from 1, most seen first; null for views too poor to group. */
  | { readonly kind: 'unknown'; readonly cluster: number | null; readonly distance: number | null }

/** One face followed through neighbouring frames. */
export interface Track {
  /** Place in `Roll.tracks`, which is in order of start, then position in the frame. */
  readonly index: number
  readonly verdict: Verdict
  readonly startS: number
  readonly endS: number
  /** The view to show as evidence: the best that speaks for the verdict. */
  readonly best: Sighting
  /** In order of time, at most one a frame. */
  readonly sightings: readonly Sighting[]
  /** What a name rests on, nearest first; empty for tracks without one. */
  readonly accepted: readonly AcceptedView[]
}

/** Strangers' tracks that show one face. */
export interface UnknownCluster {
  readonly cluster: number
  readonly trackIndexes: readonly number[]
  readonly seenS: number
  readonly sightings: number
  readonly best: Sighting
}

/** What recognition says of a whole job. It depends on the frames and the gallery only, never on who described what. */
export interface Roll {
  readonly tracks: readonly Track[]
  readonly unknown: readonly UnknownCluster[]
  /** Times of the described frames, ascending. */
  readonly frameTimesS: readonly number[]
  /** Faces in those frames, after double detections were dropped. */
  readonly faceCount: number
}
