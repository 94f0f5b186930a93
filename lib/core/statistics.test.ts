import fc from 'fast-check'
import { expect, test } from 'vitest'
import { median, quantile } from './statistics'

test('the median of nothing is null, of an even count the mean of the middle two', () => {
  expect(median([])).toBeNull()
  expect(median([3])).toBe(3)
  expect(median([4, 1, 3, 2])).toBe(2.5)
})

test('a quantile lies between the least and the greatest, whatever the order', () => {
  const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 })
  fc.assert(
    fc.property(numbers, fc.double({ min: 0, max: 1, noNaN: true }), (values, share) => {
      const found = quantile(values, share) ?? NaN
      expect(found).toBeGreaterThanOrEqual(Math.min(...values) - 1e-6)
      expect(found).toBeLessThanOrEqual(Math.max(...values) + 1e-6)
      expect(quantile(values.toReversed(), share)).toBe(found)
    }),
  )
  expect(quantile([0, 10], 0.25)).toBe(2.5)
})
