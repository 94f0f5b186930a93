import { overlap } from './detection/boxes'
import type { AlignedFace } from './describe-faces'

/** One face through the frames of one unit, and its best view so far. */
interface Followed<Place> {
  last: AlignedFace
  best: AlignedFace
  bestPlace: Place
}

/** Boxes of one face in neighbouring frames overlap at least this much (RECOGNITION, clips at 2 frames/s). */
const MIN_OVERLAP = 0.3

/**
 * Follows faces through a unit by overlap alone, to tell which view of each is its best. That view is described with its
 * mirror image too: on single views this is worth a point of recall, and doing it for every view doubles the work.
 * Not the tracks of the register: those are the coordinator's (lib/core/merging), over all units.
 */
export function createFollower<Place>() {
  let open: Followed<Place>[] = []
  const closed: Followed<Place>[] = []

  return {
    /** The faces of the next frame, each with what its caller wants to find it by. */
    add: (views: readonly { readonly face: AlignedFace; readonly place: Place }[]) => {
      const pairs = views
        .flatMap((view) =>
          open.map((followed) => ({ view, followed, shared: overlap(view.face.box, followed.last.box) })),
        )
        .filter(({ shared }) => shared >= MIN_OVERLAP)
        .sort((one, other) => other.shared - one.shared)
      const seen = new Map<(typeof views)[number], Followed<Place>>()
      const continued = new Set<Followed<Place>>()
      for (const { view, followed } of pairs) {
        if (seen.has(view) || continued.has(followed)) continue
        seen.set(view, followed)
        continued.add(followed)
      }
      closed.push(...open.filter((followed) => !continued.has(followed)))
      open = views.map((view) => {
        const { face, place } = view
        const before = seen.get(view)
        if (!before) return { last: face, best: face, bestPlace: place }
        const isBetter = face.quality.value > before.best.quality.value
        return isBetter ? { last: face, best: face, bestPlace: place } : { ...before, last: face }
      })
    },
    /** The best view of every face, in the order in which faces were lost from sight. */
    bestViews: () => [...closed, ...open].map(({ best, bestPlace }) => ({ face: best, place: bestPlace })),
  }
}
