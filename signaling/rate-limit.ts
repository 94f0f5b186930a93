import type { Instant } from '../lib/core/ids'

/** What one connection may send: `perSecond` on average, `burst` at once. */
export interface RateLimit {
  readonly perSecond: number
  readonly burst: number
}

/** A bucket of tokens for one connection; `allows` takes one, or says there is none. */
export function createRateLimiter({ perSecond, burst }: RateLimit): { allows(at: Instant): boolean } {
  let tokens = burst
  let filledAt: Instant | null = null
  return {
    allows: (at) => {
      if (filledAt !== null) tokens = Math.min(burst, tokens + (Math.max(0, at - filledAt) * perSecond) / 1000)
      filledAt = at
      if (tokens < 1) return false
      tokens -= 1
      return true
    },
  }
}
