import { DEFAULT_ATTENDANCE_POLICY, type AttendancePolicy } from '../core/attendance/policy'
import { AttendancePolicySchema } from '../protocol/course-view'

export type PolicyText = string

export const writePolicy = (policy: AttendancePolicy): PolicyText => JSON.stringify(policy)

/** The course's policy; what it doesn't say is the default. Throws on text that this module can't have written. */
export const readPolicy = (text: PolicyText): AttendancePolicy =>
  AttendancePolicySchema.parse({ ...DEFAULT_ATTENDANCE_POLICY, ...(JSON.parse(text) as object) })
