import type { Instant } from '../ids'

/** What is remembered of a device between sessions. A plain value: kept as JSON beside the device. */
export interface Reputation {
  /** Checks that its answers stood, fading with time (`reputationAt`). */
  readonly passed: number
  /** Times it was proven wrong. Never fades: a person clears it. */
  readonly proven: number
  /** When `passed` was right. */
  readonly at: number
}

export const newReputation = (at: Instant): Reputation => ({ passed: 0, proven: 0, at })

/** A device that was not seen for this long is half as well known. */
const HALF_LIFE_MS = 90 * 24 * 3_600_000

/** As it stands now. */
export function reputationAt(reputation: Reputation, at: Instant): Reputation {
  const ageMs = Math.max(0, at - reputation.at)
  return { ...reputation, passed: reputation.passed * 0.5 ** (ageMs / HALF_LIFE_MS), at }
}

export const notePassed = (reputation: Reputation, at: Instant): Reputation => {
  const now = reputationAt(reputation, at)
  return { ...now, passed: now.passed + 1 }
}

export const noteProven = (reputation: Reputation, at: Instant): Reputation => ({
  passed: 0,
  proven: reputation.proven + 1,
  at,
})

/** After this many passed checks a device is half as well known as can be. */
const HALF_KNOWN = 20

/** 0 for a stranger, towards 1 for one that was checked again and again. */
export const standingOf = ({ passed, proven }: Reputation): number => (proven > 0 ? 0 : passed / (passed + HALF_KNOWN))
