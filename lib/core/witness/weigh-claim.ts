import { neededMargin, matchDescriptor, thresholdFor, type Match } from '../recognition/match'
import type { PersonId } from '../ids'
import type { Gallery } from '../recognition/gallery'
import { policyFor, RECOGNITION_POLICY, type RecognitionPolicy } from '../recognition/recognition-policy'
import type { ClaimedView, PresenceClaim } from './claim'
import { chooseViewsToCheck } from './choose-views-to-check'

/** What a claim is worth after the witness was heard (DESIGN §4.2: a false presence needs a witness). */
export interface WeighedClaim {
  readonly verdict: ClaimVerdict
  /** What to look at next; empty unless the verdict is `open`. */
  readonly wanted: readonly ClaimedView[]
  /** Views that show something else than was claimed: their devices lied, or are broken. */
  readonly lies: readonly ClaimedView[]
}
/** `trusted`: as confirmed, and the views of trusted devices were enough. */
export type ClaimVerdict = 'trusted' | 'witnessed' | 'refuted' | 'unverified' | 'open'

/**
 * Weighs a claim by the rule that made it: what trusted eyes have seen must be enough by itself, as many acceptable views
 * as a name asks for or one beyond doubt. A device whose views keep turning out wrong is not asked again, so that one
 * device, whatever it claims, costs a few looks and can't bury what others have seen.
 */
export function weighClaim({
  claim,
  gallery,
  frameCount,
  policy: wholePolicy = RECOGNITION_POLICY,
}: {
  readonly claim: PresenceClaim
  readonly gallery: Gallery
  /** Described frames of the job, as the policy depends on it. */
  readonly frameCount: number
  readonly policy?: RecognitionPolicy
}): WeighedClaim {
  const policy = policyFor(wholePolicy, frameCount)
  const lies = claim.views.filter(isLie)
  const byTrusted = claim.views.filter(({ testimony }) => testimony.kind === 'trusted')
  if (isEnough(byTrusted, gallery, policy)) return { verdict: 'trusted', wanted: [], lies }

  const looks = claim.views.flatMap((view) => lookAgain(view, claim.personId, gallery, policy))
  const confirmed = [...byTrusted, ...looks.flatMap(({ match }) => (match ? [match] : []))]
  if (isEnough(confirmed, gallery, policy)) return { verdict: 'witnessed', wanted: [], lies }

  const failed = looks.filter(({ match }) => match === null).map(({ view }) => view)
  const count = Math.max(1, policy.voting.viewsNeeded - confirmed.length)
  const wanted = chooseViewsToCheck(claim.views, { failed, count, mostFailures: MOST_FAILURES })
  if (wanted.length > 0) return { verdict: 'open', wanted, lies }
  return { verdict: failed.length > 0 ? 'refuted' : 'unverified', wanted: [], lies }
}

/** Looks at one device's views of one person that may fail before its others count as failed too. */
const MOST_FAILURES = 3
/** Two devices differ by at most .02 on equal bytes (BARS §3); trust counts five times that as the same (compare-results.ts). */
const SAME_FACE = 0.1
/** … and a view that was accepted there may lie as far on the other side of a limit here. */
const TOLERANCE = 0.02

const isLie = ({ testimony }: ClaimedView): boolean =>
  testimony.kind === 'no-face' || (testimony.kind === 'face' && testimony.apart > SAME_FACE)

/** What the witness saw at the view: a match by the roll's own rule, or null. Nothing for views it did not look at. */
function lookAgain(
  view: ClaimedView,
  personId: PersonId,
  gallery: Gallery,
  policy: RecognitionPolicy,
): { readonly view: ClaimedView; readonly match: Match | null }[] {
  const { testimony } = view
  if (testimony.kind === 'no-face') return [{ view, match: null }]
  if (testimony.kind !== 'face') return []
  const match = matchDescriptor(gallery, testimony.descriptor)
  const isAccepted =
    match !== null &&
    gallery.personIds[match.person] === personId &&
    match.distance <= thresholdFor(gallery, testimony.widthPx, policy) + TOLERANCE &&
    match.margin >= neededMargin(gallery, match, policy) - 2 * TOLERANCE
  return [{ view, match: isAccepted ? match : null }]
}

function isEnough(
  confirmed: readonly Pick<Match, 'distance' | 'margin'>[],
  gallery: Gallery,
  { voting }: RecognitionPolicy,
): boolean {
  if (confirmed.length >= voting.viewsNeeded) return true
  const single = gallery.calibration.threshold - voting.singleBonus + TOLERANCE
  return confirmed.some(({ distance, margin }) => distance <= single && margin >= voting.singleMargin - 2 * TOLERANCE)
}
