import type { Track } from '../merging/roll'
import type { MarkStatus } from './mark'

/**
 * Probability that a mark is right as far as recognition goes. Tracks of one person are not independent (the same photos,
 * the same light), so the second and third only take away half of the doubt that the ones before left:
 *   p(there) = 1 − (1 − p1) · (1 − p2 ÷ 2) · (1 − p3 ÷ 2), with p1 ≥ p2 ≥ p3 the best tracks' confidences.
 * A mark of presence says p(there); absence says 1 − the best doubtful track's; review says how likely it is the person.
 */
export function markConfidence(status: MarkStatus, certain: readonly Track[], doubtful: readonly Track[]): number {
  const there = pooled(certain)
  if (status === 'review') return certain.length > 0 ? there : pooled(doubtful)
  if (status === 'absent') return certain.length > 0 ? there : NEVER_SEEN * (1 - pooled(doubtful))
  return there
}
/** Nobody can be surer of an absence than that: a camera has blind corners and heads look down. */
const NEVER_SEEN = 0.97

function pooled(tracks: readonly Track[]): number {
  const best = tracks
    .flatMap(({ verdict }) => (verdict.kind === 'unknown' ? [] : [verdict.confidence]))
    .sort((one, two) => two - one)
    .slice(0, 3)
  return 1 - best.reduce((doubt, confidence, i) => doubt * (1 - confidence * (i === 0 ? 1 : 0.5)), 1)
}
