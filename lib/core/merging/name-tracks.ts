import type { Gallery } from '../recognition/gallery'
import { confidenceOf } from '../recognition/confidence'
import type { RecognitionPolicy } from '../recognition/recognition-policy'
import { castBallots, countDistinct, isStronger, isSupported, strongestClaim, type Ballot, type Claim } from './ballots'
import { chooseViews } from './choose-views'
import { findRivals, type Voting } from './find-rivals'
import type { FaceTrack } from './follow-faces'
import type { ReviewReason } from './roll'

/** What was decided about a track; people are indexes into the gallery. */
export type Naming =
  | { readonly kind: 'person'; readonly claim: Claim; readonly confidence: number }
  | { readonly kind: 'review'; readonly claim: Claim; readonly confidence: number; readonly why: ReviewReason }
  | { readonly kind: 'unknown'; readonly claim: Claim | null }

/**
 * Gives tracks their names. A person is in one place at a time: of tracks that share a frame only the strongest keeps a
 * name, the others vote again without that person. Then the views of all of a person's tracks count together.
 */
export function nameTracks(tracks: readonly FaceTrack[], gallery: Gallery, policy: RecognitionPolicy): Naming[] {
  const { votings, isDisplaced } = assignOnePerFrame(tracks, gallery, policy)
  const hasRival = findRivals(tracks, votings, gallery, policy)
  const isPooled = ({ claim }: Voting, index: number) =>
    claim !== null && isSupported(claim, policy) && !hasRival.has(index)
  const pooled = new Map<number, Claim[]>()
  votings.forEach((voting, index) => {
    if (!voting.claim || !isPooled(voting, index)) return
    pooled.set(voting.claim.person, [...(pooled.get(voting.claim.person) ?? []), voting.claim])
  })
  const certain = new Set([...pooled].flatMap(([person, own]) => (isCertain(own, gallery, policy) ? [person] : [])))

  return votings.map((voting, index): Naming => {
    const { claim } = voting
    if (!claim) return { kind: 'unknown', claim: null }
    const matches = claim.votes.map((vote) => vote.match)
    const confidence = confidenceOf(matches, gallery)
    if (isPooled(voting, index) && certain.has(claim.person)) return { kind: 'person', claim, confidence }
    const why = hasRival.has(index) ? 'rival-in-frame' : reviewReason(claim, isDisplaced.has(index), gallery, policy)
    return why ? { kind: 'review', claim, confidence, why } : { kind: 'unknown', claim }
  })
}

/** Enough accepted views over all of a person's tracks, or one that is beyond doubt. */
function isCertain(claims: readonly Claim[], gallery: Gallery, policy: RecognitionPolicy): boolean {
  const { voting } = policy
  const accepted = claims.flatMap((claim) => claim.accepted)
  if (countDistinct(accepted, policy) >= policy.voting.viewsNeeded) return true
  const single = gallery.calibration.threshold - voting.singleBonus
  return accepted.some(({ match }) => match.distance <= single && match.margin >= voting.singleMargin)
}

/** Strongest claims first; a claim on somebody who is elsewhere in the same frame votes again without that person. */
function assignOnePerFrame(tracks: readonly FaceTrack[], gallery: Gallery, policy: RecognitionPolicy) {
  const votings: Voting[] = tracks.map((track) => ({ views: chooseViews(track, policy), claim: null }))
  const isDisplaced = new Set<number>()
  const framesOf = new Map<number, Set<number>>()
  const queue = tracks.flatMap((track, index) => {
    const views = votings[index]?.views ?? []
    const claim = strongestClaim(castBallots(gallery, views, policy))
    return claim ? [{ index, track, views, claim, excluded: new Set<number>() }] : []
  })
  const byStrength = (one: (typeof queue)[number], two: (typeof queue)[number]) =>
    isStronger(one.claim, two.claim) ? -1 : isStronger(two.claim, one.claim) ? 1 : one.index - two.index
  queue.sort(byStrength)
  // Grows while it is read: a displaced track comes up again after everybody who is stronger than its next claim.
  for (let place = 0; place < queue.length; place++) {
    const next = queue[place]
    if (!next) break
    const { index, track, views, claim, excluded } = next
    const taken = framesOf.get(claim.person) ?? new Set<number>()
    // Only accepted claims hold a place: a stranger's vague likeness must not push anybody aside.
    if (claim.accepted.length === 0 || !track.some(({ frame }) => taken.has(frame))) {
      votings[index] = { views, claim }
      if (claim.accepted.length > 0) framesOf.set(claim.person, addFrames(taken, track))
      continue
    }
    isDisplaced.add(index)
    excluded.add(claim.person)
    const again = strongestClaim(castBallots(gallery, views, policy, excluded))
    if (!again) continue
    const weaker = { ...next, claim: again }
    let low = place + 1
    let high = queue.length
    while (low < high) {
      const middle = (low + high) >> 1
      const other = queue[middle]
      if (other && byStrength(other, weaker) < 0) low = middle + 1
      else high = middle
    }
    queue.splice(low, 0, weaker)
  }
  return { votings, isDisplaced }
}

function addFrames(taken: Set<number>, track: FaceTrack): Set<number> {
  for (const { frame } of track) taken.add(frame)
  return taken
}

/** Whether a human should look, and at what; null for a stranger. */
function reviewReason(
  claim: Claim,
  wasDisplaced: boolean,
  gallery: Gallery,
  policy: RecognitionPolicy,
): ReviewReason | null {
  const { decision, voting } = policy
  if (claim.nearestShare < voting.nearestShare) return claim.accepted.length > 1 ? 'views-disagree' : null
  if (claim.accepted.length > 0) return wasDisplaced ? 'elsewhere-in-frame' : 'seen-once'
  const isNear = ({ match }: Ballot) => match.distance <= gallery.calibration.threshold
  const isAlike = ({ match }: Ballot) => match.distance <= gallery.calibration.threshold + decision.reviewBand
  if (claim.votes.filter(isAlike).length < voting.viewsNeeded) return null
  if (claim.votes.filter(({ match }) => match.margin >= decision.margin).length >= voting.viewsNeeded)
    return 'far-from-photos'
  return claim.votes.filter(isNear).length >= voting.viewsNeeded ? 'near-another-person' : null
}
