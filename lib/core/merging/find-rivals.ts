import { rowDistance } from '../recognition/distance'
import { scoreOf, type Gallery } from '../recognition/gallery'
import type { RecognitionPolicy } from '../recognition/recognition-policy'
import { isSupported, type Claim } from './ballots'
import type { FaceTrack, TrackedFace } from './follow-faces'

/** A track's voting views and what they claim. */
export interface Voting {
  readonly views: readonly TrackedFace[]
  readonly claim: Claim | null
}

/**
 * Tracks whose person another face of the same frame resembles nearly as much. The margin to the runner-up asks who else
 * on the roster a face might be; this asks who else in the room the person might be. It is what tells a member of a group
 * of alike strangers from the one such person on the roster: to all of them that person is nearest, by a wide margin.
 * Faces that are certainly somebody else are no rivals.
 * @returns indexes of tracks.
 */
export function findRivals(
  tracks: readonly FaceTrack[],
  votings: readonly Voting[],
  gallery: Gallery,
  policy: RecognitionPolicy,
): ReadonlySet<number> {
  const tracksOfFrame = new Map<number, number[]>()
  tracks.forEach((track, index) => {
    if (votings[index]?.views.length === 0) return
    for (const { frame } of track) {
      const own = tracksOfFrame.get(frame)
      if (own) own.push(index)
      else tracksOfFrame.set(frame, [index])
    }
  })
  const found = new Set<number>()
  votings.forEach(({ claim }, index) => {
    const best = claim?.accepted[0]
    if (!claim || !best) return
    const limit = best.match.distance + policy.decision.rivalMargin
    const others = new Set(tracks[index]?.flatMap(({ frame }) => tracksOfFrame.get(frame) ?? []))
    others.delete(index)
    for (const other of others) {
      const voting = votings[other]
      if (!voting) continue
      if (voting.claim && voting.claim.person !== claim.person && isSupported(voting.claim, policy)) continue
      if (voting.views.some((view) => isNearer(view, claim.person, limit, gallery))) {
        found.add(index)
        return
      }
    }
  })
  return found
}

function isNearer({ face }: TrackedFace, person: number, limit: number, gallery: Gallery): boolean {
  const least = rowDistance(face.descriptor, 0, gallery.means, person) - 0.5 * (gallery.radii[person] ?? 0)
  return least < limit && scoreOf(gallery, person, face.descriptor, 0) < limit
}
