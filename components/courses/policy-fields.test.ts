import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { DEFAULT_ATTENDANCE_POLICY } from '@/lib/core/attendance/policy'
import { AttendancePolicySchema } from '@/lib/protocol/course-view'
import { readPolicyFields, writePolicyFields } from './policy-fields'

test('[UI-4] the form gives back the policy it was given', () => {
  const policies = [
    DEFAULT_ATTENDANCE_POLICY,
    { ...DEFAULT_ATTENDANCE_POLICY, presence: { kind: 'percentage', minPct: 62.5 } as const, lateAfterS: null },
    {
      ...DEFAULT_ATTENDANCE_POLICY,
      presence: { kind: 'seen', presentMinS: 90, presentMinShare: 0.07 } as const,
      leftEarlyBeforeS: 90,
    },
  ]
  for (const policy of policies) expect(readPolicyFields(writePolicyFields(policy), policy)).toEqual(policy)
})

test('[UI-4] whatever is typed, the policy is one that the coordinator takes', () => {
  fc.assert(
    fc.property(
      fc.record({
        kind: fc.constantFrom('seen' as const, 'percentage' as const),
        presentMinS: fc.string(),
        presentMinPct: fc.string(),
        minPct: fc.string(),
        lateAfterMin: fc.string(),
        leftEarlyMin: fc.string(),
      }),
      (fields) => {
        const policy = readPolicyFields(fields, DEFAULT_ATTENDANCE_POLICY)
        expect(AttendancePolicySchema.safeParse(policy).success).toBe(true)
      },
    ),
  )
})
