import { expect, test } from 'vitest'
import { brand, type Instant } from '../lib/core/ids'
import { createRateLimiter } from './rate-limit'

const at = (ms: number) => brand<Instant>(ms)

test('[PRO-4] a burst passes, then only as many as the rate refills', () => {
  const limiter = createRateLimiter({ perSecond: 10, burst: 5 })
  const allowed = (ms: number, tries: number) =>
    Array.from({ length: tries }, () => limiter.allows(at(ms))).filter(Boolean).length
  expect(allowed(0, 20)).toBe(5)
  expect(allowed(100, 20)).toBe(1)
  expect(allowed(1_100, 20)).toBe(5)
})

test('[PRO-4] a clock that steps back gives nothing away', () => {
  const limiter = createRateLimiter({ perSecond: 1_000, burst: 1 })
  expect(limiter.allows(at(1_000))).toBe(true)
  expect(limiter.allows(at(0))).toBe(false)
})
