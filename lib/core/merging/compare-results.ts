import { distance } from '../recognition/distance'
import type { DescribedFace } from '../recognition/face'
import { overlap } from './overlap'

/** What comparing needs of a frame's result; the same shape that crosses the wire. */
export type ComparableResult =
  { readonly outcome: 'described'; readonly faces: readonly DescribedFace[] } | { readonly outcome: 'failed' }

/**
 * Whether two devices' answers on the same frames agree (DESIGN §4.2): faces pair by overlap, paired descriptors lie
 * within the tolerance, and a face only one of them saw counts only when its score is clear of the detector's threshold.
 */
export function compareResults(one: readonly ComparableResult[], two: readonly ComparableResult[]): 'agree' | 'differ' {
  if (one.length !== two.length) return 'differ'
  return one.every((result, index) => agree(result, two[index])) ? 'agree' : 'differ'
}

/** Two backends on equal frame bytes differ by at most 0.02 (BARS §3); the box may shift the chip by a pixel more. */
const MOST_APART = 0.1
/**
 * Two devices may find another view of a face the best, by a rounding: then one described what the other only located, and two
 * views of one face are compared. Views of one person half a second apart lie within this, two people's don't.
 */
const MOST_APART_IN_TRACK = 0.48
const LEAST_OVERLAP = 0.5
const CLEAR_SCORE = 0.65

function agree(one: ComparableResult, two: ComparableResult | undefined): boolean {
  if (!two || one.outcome !== two.outcome) return false
  if (one.outcome !== 'described' || two.outcome !== 'described') return true
  const left = new Set(two.faces)
  for (const face of one.faces) {
    const [best] = [...left].sort((a, b) => overlap(face.box, b.box) - overlap(face.box, a.box))
    if (best && overlap(face.box, best.box) >= LEAST_OVERLAP) {
      left.delete(best)
      const isSameView = face.isLocated === undefined && best.isLocated === undefined
      const allowed = isSameView ? MOST_APART : MOST_APART_IN_TRACK
      if (distance(face.descriptor, best.descriptor) > allowed) return false
    } else if (face.score >= CLEAR_SCORE) return false
  }
  return [...left].every(({ score }) => score < CLEAR_SCORE)
}
