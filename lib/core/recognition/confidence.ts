import type { Gallery } from './gallery'
import type { Match } from './match'

/**
 * Probability that a name is right: a logistic curve of how far the best views lie under the threshold and how far ahead
 * of the runner-up they are.
 */
export function confidenceOf(matches: readonly Match[], gallery: Gallery): number {
  const best = [...matches].sort((one, two) => one.distance - two.distance).slice(0, 3)
  if (best.length === 0) return 0
  const below = best.reduce((sum, match) => sum + gallery.calibration.threshold - match.distance, 0) / best.length
  const margin = best.reduce((sum, match) => sum + Math.min(match.margin, 0.2), 0) / best.length
  return 1 / (1 + Math.exp(-(1 + 30 * below + 15 * (margin - 0.06))))
}
