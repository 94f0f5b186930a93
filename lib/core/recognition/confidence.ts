import type { Gallery } from './gallery'
import type { Match } from './match'

/**
 * Probability that a name is right:
 *   p = 1 ÷ (1 + exp(−(32.22 − 65.03 · d + 9.90 · m)))
 * d: mean distance of the nearest three views, moved by as much as this roster's impostor mean differs from the one the curve
 * was fitted at (.79); m: their mean margin, at most .25. Fitted by logistic regression on probes and strangers in equal
 * weight, rosters of 5 to 64 people; calibration error on people left out of the fit .004 (docs/recognition.md). Views of one
 * track are nearly the same view, so more of them don't add up to more certainty.
 */
export function confidenceOf(matches: readonly Match[], gallery: Gallery): number {
  const best = [...matches].sort((one, two) => one.distance - two.distance).slice(0, 3)
  if (best.length === 0) return 0
  const distance = best.reduce((sum, match) => sum + match.distance, 0) / best.length
  const margin = best.reduce((sum, match) => sum + Math.min(match.margin, MOST_MARGIN), 0) / best.length
  const moved = distance - (gallery.calibration.impostorMean - FITTED_IMPOSTOR_MEAN)
  return 1 / (1 + Math.exp(-(32.22 - 65.03 * moved + 9.9 * margin)))
}
const MOST_MARGIN = 0.25
const FITTED_IMPOSTOR_MEAN = 0.79
