import { scoreOf, type Comparable } from './gallery'
import type { RecognitionPolicy } from './recognition-policy'

/** What the roster's own photos say about how near strangers come to its people. */
export interface Calibration {
  /** Scores up to this may be accepted. */
  readonly threshold: number
  /** Mean and deviation of impostor scores, the roster's and the prior's together. */
  readonly impostorMean: number
  readonly impostorDeviation: number
  /** Person pairs that were compared. Below about 300 the prior speaks louder than the roster. */
  readonly pairCount: number
}

/**
 * Every photo plays the stranger to everybody else. Impostor scores are near enough to normal down to 1 in 10,000
 * (measured .487 against .462 expected: the fit is the careful side), so a budget of false names for a stranger before
 * N people gives the threshold: mean + deviation · z(budget ÷ N), kept inside the policy's range.
 */
export function calibrate(gallery: Comparable, policy: RecognitionPolicy): Calibration {
  const { impostorPrior: prior, decision } = policy
  const people = gallery.personIds.length
  const pairCount = (people * (people - 1)) / 2
  let count = 0
  let sum = 0
  let squares = 0
  for (let person = 0; person < people; person++) {
    for (let row = gallery.firstRow[person] ?? 0; row < (gallery.firstRow[person + 1] ?? 0); row++) {
      for (let other = 0; other < people; other++) {
        if (other === person) continue
        const score = scoreOf(gallery, other, gallery.templates, row)
        count += 1
        sum += score
        squares += score * score
      }
    }
  }
  const share = pairCount / (pairCount + prior.pairs)
  const mean = count ? sum / count : prior.mean
  const square = count ? squares / count : 0
  const impostorMean = share * mean + (1 - share) * prior.mean
  const impostorSquare = share * square + (1 - share) * (prior.mean ** 2 + prior.deviation ** 2)
  const impostorDeviation = Math.sqrt(Math.max(0, impostorSquare - impostorMean ** 2))
  const wanted = impostorMean + impostorDeviation * normalQuantile(decision.falseNameBudget / Math.max(1, people))
  const [least, most] = decision.thresholdRange
  return { threshold: Math.min(most, Math.max(least, wanted)), impostorMean, impostorDeviation, pairCount }
}

/** Inverse of the normal distribution for small tails (Abramowitz and Stegun 26.2.23, error below 4.5e-4). */
export function normalQuantile(share: number): number {
  if (share >= 0.5) return share >= 1 ? Infinity : -normalQuantile(1 - share)
  const t = Math.sqrt(-2 * Math.log(Math.max(share, 1e-300)))
  return -(t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))))
}
