import { distance } from '../recognition/distance'
import { matchDescriptor, neededMargin, thresholdFor, type Match } from '../recognition/match'
import type { Gallery } from '../recognition/gallery'
import type { RecognitionPolicy } from '../recognition/recognition-policy'
import type { TrackedFace } from './follow-faces'

/** What one view says: who is nearest, and whether that is near and clear enough to count. */
export interface Ballot {
  readonly view: TrackedFace
  readonly match: Match
  readonly isAccepted: boolean
}

/** What a track's ballots say together about its most supported person. */
export interface Claim {
  readonly person: number
  /** Share of the ballots, weighted by quality, whose nearest person this is. Strangers' nearest people wander. */
  readonly nearestShare: number
  readonly accepted: readonly Ballot[]
  /** Ballots for this person, nearest first. Never empty. */
  readonly votes: readonly Ballot[]
  /** Ballots that were cast, for whomever. */
  readonly ballotCount: number
}

export function castBallots(
  gallery: Gallery,
  views: readonly TrackedFace[],
  policy: RecognitionPolicy,
  excluded?: ReadonlySet<number>,
): Ballot[] {
  const ballots: Ballot[] = []
  for (const view of views) {
    const match = matchDescriptor(gallery, view.face.descriptor, excluded)
    if (!match) continue
    const isNear = match.distance <= thresholdFor(gallery, view.face.quality.widthPx, policy)
    ballots.push({ view, match, isAccepted: isNear && match.margin >= neededMargin(gallery, match, policy) })
  }
  return ballots
}

/** The person with most accepted ballots, then most votes, then the nearest one. Single views vote, never their mean:
 *  averaging makes strangers look typical, and typical faces are near to somebody (RECOGNITION, second measurement). */
export function strongestClaim(ballots: readonly Ballot[]): Claim | null {
  const people = [...new Set(ballots.map((ballot) => ballot.match.person))].sort((one, two) => one - two)
  const total = ballots.reduce((sum, ballot) => sum + weightOf(ballot), 0)
  let best: Claim | null = null
  for (const person of people) {
    const votes = ballots
      .filter((ballot) => ballot.match.person === person)
      .sort((one, two) => one.match.distance - two.match.distance)
    const nearestShare = votes.reduce((sum, ballot) => sum + weightOf(ballot), 0) / total
    const accepted = votes.filter((ballot) => ballot.isAccepted)
    const claim = { person, nearestShare, votes, accepted, ballotCount: ballots.length }
    if (!best || isStronger(claim, best)) best = claim
  }
  return best
}

/** Orders claims of one track or of several; a total order but for exact ties, which keep their place. */
export function isStronger(one: Claim, two: Claim): boolean {
  if (one.accepted.length !== two.accepted.length) return one.accepted.length > two.accepted.length
  if (one.accepted.length === 0 && one.votes.length !== two.votes.length) return one.votes.length > two.votes.length
  return (one.votes[0]?.match.distance ?? Infinity) < (two.votes[0]?.match.distance ?? Infinity)
}

/**
 * How many different views there are among accepted ballots. A picture on a wall, a face that does not move and a stranger's one
 * photo say the same thing again and again; said twice it is no more certain. Nearest first, so that the order of frames is nothing.
 */
export function countDistinct(ballots: readonly Ballot[], { voting }: RecognitionPolicy): number {
  const ranked = [...ballots].sort((one, two) => one.match.distance - two.match.distance || one.view.atS - two.view.atS)
  const distinct: Ballot[] = []
  for (const ballot of ranked) {
    const isNew = distinct.every(
      (other) => distance(ballot.view.face.descriptor, other.view.face.descriptor) > voting.sameViewDistance,
    )
    if (isNew) distinct.push(ballot)
  }
  return distinct.length
}

/** A vote's weight: good views count more, and even the poorest counts a little. */
const weightOf = (ballot: Ballot) => 0.05 + ballot.view.face.quality.value

/**
 * Whether a claim may join a person's other claims, and explains its face: the person is nearest to most of the track, and
 * the acceptable views are more than one lucky one among many.
 */
export function isSupported({ accepted, nearestShare, ballotCount }: Claim, { voting }: RecognitionPolicy): boolean {
  return (
    accepted.length > 0 &&
    nearestShare >= voting.nearestShare &&
    (accepted.length >= voting.viewsNeeded || accepted.length >= voting.acceptedShare * ballotCount)
  )
}
