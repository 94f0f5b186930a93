import { rowDistance } from './distance'
import { toNearest, type Gallery } from './gallery'
import type { RecognitionPolicy } from './recognition-policy'

/** A view's nearest person and how far behind the next one is. Numbers index `gallery.personIds`. */
export interface Match {
  readonly person: number
  readonly distance: number
  readonly runnerUp: number | null
  readonly margin: number
}

/**
 * The nearest person to one descriptor. Looks at people in order of their mean and stops where nobody can become first
 * or second any more: a score is at least the distance to the mean less half the person's radius.
 * @param excluded people who are already placed elsewhere in the same frames.
 */
export function matchDescriptor(
  gallery: Gallery,
  descriptor: Float32Array,
  excluded?: ReadonlySet<number>,
): Match | null {
  const candidates: { person: number; toMean: number; least: number }[] = []
  for (let person = 0; person < gallery.personIds.length; person++) {
    if (excluded?.has(person)) continue
    const toMean = rowDistance(descriptor, 0, gallery.means, person)
    candidates.push({ person, toMean, least: toMean - 0.5 * (gallery.radii[person] ?? 0) })
  }
  candidates.sort((one, two) => one.least - two.least || one.person - two.person)
  let first = -1
  let firstScore = Infinity
  let second = -1
  let secondScore = Infinity
  for (const { person, toMean, least } of candidates) {
    if (least > secondScore) break
    const score = 0.5 * toMean + 0.5 * toNearest(gallery, person, descriptor, 0)
    if (score < firstScore || (score === firstScore && person < first)) {
      second = first
      secondScore = firstScore
      first = person
      firstScore = score
    } else if (score < secondScore) {
      second = person
      secondScore = score
    }
  }
  if (first < 0) return null
  // A roster of one has no runner-up: an average stranger stands in.
  const behind = second < 0 ? Math.max(gallery.calibration.impostorMean, firstScore) : secondScore
  return { person: first, distance: firstScore, runnerUp: second < 0 ? null : second, margin: behind - firstScore }
}

/** How far ahead of the runner-up a match has to be: more between people who look alike. */
export function neededMargin(gallery: Gallery, match: Match, policy: RecognitionPolicy): number {
  if (match.runnerUp === null) return policy.decision.margin
  const apart = rowDistance(gallery.means, match.person, gallery.means, match.runnerUp)
  return apart < policy.decision.lookAlikeDistance ? policy.decision.lookAlikeMargin : policy.decision.margin
}

/** Up to which distance a view of this width may count. */
export function thresholdFor(gallery: Gallery, widthPx: number, { decision }: RecognitionPolicy): number {
  const smallness = Math.min(1, Math.max(0, (decision.fullWidthPx - widthPx) / (decision.fullWidthPx / 3)))
  return gallery.calibration.threshold - decision.loneViewPenalty - decision.smallFacePenalty * smallness
}
