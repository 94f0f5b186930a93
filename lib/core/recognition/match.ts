import { rowDistance } from './distance'
import { scoreOf, type Gallery } from './gallery'
import type { RecognitionPolicy } from './recognition-policy'

/** A view's nearest person and how far behind the next one is. Numbers index `gallery.personIds`. */
export interface Match {
  readonly person: number
  readonly distance: number
  readonly runnerUp: number | null
  readonly margin: number
}

/**
 * The nearest person to one descriptor. Skips the photos of people who can't become first or second: a score is at
 * least the distance to the mean less half the person's radius.
 * @param excluded people who are already placed elsewhere in the same frames.
 */
export function matchDescriptor(
  gallery: Gallery,
  descriptor: Float32Array,
  excluded?: ReadonlySet<number>,
): Match | null {
  const people = gallery.personIds.length
  let first = -1
  let firstScore = Infinity
  let second = -1
  let secondScore = Infinity
  for (let person = 0; person < people; person++) {
    if (excluded?.has(person)) continue
    const least = rowDistance(descriptor, 0, gallery.means, person) - 0.5 * (gallery.radii[person] ?? 0)
    if (least > secondScore) continue
    const score = scoreOf(gallery, person, descriptor, 0)
    if (score < firstScore) {
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
