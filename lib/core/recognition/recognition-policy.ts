/**
 * Every number of the recogniser, in one place. Distances are those between mirrored-average descriptors (alignment.ts),
 * and were chosen over all people, photos and clips of the test set together (docs/recognition.md); none is fitted to
 * one clip. A session keeps the policy it was marked with.
 */
export interface RecognitionPolicy {
  /** Views worse than these are followed but never vote. */
  readonly evidence: {
    readonly minWidthPx: number
    readonly minSharpness: number
    readonly maxYaw: number
    readonly brightness: readonly [least: number, most: number]
    readonly minQuality: number
  }
  readonly tracking: {
    /** A second box over the same face in one frame: overlap from which the weaker one is dropped. */
    readonly duplicateIou: number
    /** A face may go unseen for this many frames and still be the same track. */
    readonly maxMissedFrames: number
    /** … but not longer than this. Skipped still frames make honest gaps. */
    readonly maxGapS: number
    /** Same place: overlap at least this, distance at most that. A cut puts another face in the same place. */
    readonly samePlaceIou: number
    readonly samePlaceDistance: number
    /** Moved by up to `nearbyWidths` face widths. */
    readonly nearbyWidths: number
    readonly nearbyDistance: number
    /** Anywhere in the frame: a cut, a walk at one frame a second, the next photo of a set. */
    readonly anywhereDistance: number
  }
  readonly voting: {
    /** Views of a track that vote, best of as many equal parts of its time. More would cost and prove little. */
    readonly viewCount: number
    /** Accepted views that make a name certain. */
    readonly viewsNeeded: number
    /** … and that are different views: two descriptors nearer than this are the same picture seen twice. */
    readonly sameViewDistance: number
    /** In a job of at most this many frames, a set of photos, one is enough: nobody is in many of them. */
    readonly photoSetFrames: number
    /** Share of the votes, weighted by quality, that must have the same person nearest. */
    readonly nearestShare: number
    /** Share of a track's views that must be acceptable where fewer than `viewsNeeded` are: one of many may be chance. */
    readonly acceptedShare: number
    /** A single accepted view counts alone if it is this much under the threshold, with this margin. */
    readonly singleBonus: number
    readonly singleMargin: number
  }
  readonly decision: {
    /** The threshold is never laxer or stricter than these, whatever the roster's own impostor distances say. */
    readonly thresholdRange: readonly [least: number, most: number]
    /** Small faces look typical, and typical faces are near to somebody: the threshold falls from `fullWidthPx` down … */
    readonly fullWidthPx: number
    /** … by this much at two thirds of that width and below. */
    readonly smallFacePenalty: number
    /** Taken off the threshold: where one view makes a name it has to be nearer. Nothing in a recording, … */
    readonly loneViewPenalty: number
    /** … and this in a set of photos. */
    readonly photoSetPenalty: number
    /** Strangers that may be named, per stranger's face and roster. The threshold follows from it. */
    readonly falseNameBudget: number
    /** Distance to the runner-up, at least. */
    readonly margin: number
    /** How much nearer a face must be than another, unexplained face of the same frame that looks like the same person. */
    readonly rivalMargin: number
    /** Roster members whose templates are nearer than this are look-alikes; between them the margin is larger. */
    readonly lookAlikeDistance: number
    readonly lookAlikeMargin: number
    /** Up to this much over the threshold is shown to a human. */
    readonly reviewBand: number
  }
  /**
   * What is assumed of impostor scores before the roster speaks: mean and deviation over the test set's people, worth
   * as much as `pairs` pairs. A class of 3 has 3 pairs and relies on it; a class of 60 has 1770 and overrides it.
   */
  readonly impostorPrior: { readonly mean: number; readonly deviation: number; readonly pairs: number }
  readonly unknown: {
    /** Strangers' tracks closer than this on average are one stranger. */
    readonly linkDistance: number
    /** Views that are poorer than this, and faces seen less often, are in no group; in a set of photos once is enough. */
    readonly minQuality: number
    readonly minSightings: number
  }
}

export const RECOGNITION_POLICY: RecognitionPolicy = {
  evidence: { minWidthPx: 24, minSharpness: 2, maxYaw: 0.6, brightness: [25, 240], minQuality: 0.03 },
  tracking: {
    duplicateIou: 0.5,
    maxMissedFrames: 2,
    maxGapS: 60,
    samePlaceIou: 0.3,
    samePlaceDistance: 0.48,
    nearbyWidths: 1.5,
    nearbyDistance: 0.44,
    anywhereDistance: 0.38,
  },
  voting: {
    viewCount: 6,
    viewsNeeded: 2,
    sameViewDistance: 0.15,
    photoSetFrames: 12,
    nearestShare: 0.5,
    acceptedShare: 1 / 3,
    singleBonus: 0.05,
    singleMargin: 0.08,
  },
  decision: {
    thresholdRange: [0.4, 0.5],
    fullWidthPx: 48,
    smallFacePenalty: 0.04,
    loneViewPenalty: 0,
    photoSetPenalty: 0.03,
    falseNameBudget: 0.02,
    margin: 0.08,
    rivalMargin: 0.05,
    lookAlikeDistance: 0.45,
    lookAlikeMargin: 0.12,
    reviewBand: 0.05,
  },
  impostorPrior: { mean: 0.78, deviation: 0.085, pairs: 100 },
  unknown: { linkDistance: 0.52, minQuality: 0.08, minSightings: 2 },
}

/** The same policy for a job of so many frames: in a set of photos everybody is seen once or twice. */
export function policyFor(policy: RecognitionPolicy, frameCount: number): RecognitionPolicy {
  if (frameCount > policy.voting.photoSetFrames) return policy
  return {
    ...policy,
    voting: { ...policy.voting, viewsNeeded: 1 },
    decision: { ...policy.decision, loneViewPenalty: policy.decision.photoSetPenalty },
    unknown: { ...policy.unknown, minSightings: 1 },
  }
}
