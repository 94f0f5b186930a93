import { expect, test } from 'vitest'
import { DEFAULT_ATTENDANCE_POLICY } from '@/lib/core/attendance/policy'
import { policyWords } from './policy-words'

test('[UI-4] a policy reads as one line', () => {
  expect(policyWords(DEFAULT_ATTENDANCE_POLICY)).toBe(
    'Present when recognised with certainty; late when first seen after 15 min; left early when last seen 15 min before the end.',
  )
  expect(
    policyWords({
      ...DEFAULT_ATTENDANCE_POLICY,
      presence: { kind: 'seen', presentMinS: 600, presentMinShare: 0.75 },
      lateAfterS: null,
      leftEarlyBeforeS: null,
    }),
  ).toBe('Present when seen for 10 min and 75 % of the class.')
})
