import type { AttendancePolicy } from '@/lib/core/attendance/policy'
import { durationText } from '@/components/ui/time-text'

/** A course's policy in one line, as the evidence shows it. */
export function policyWords({ presence, lateAfterS, leftEarlyBeforeS }: AttendancePolicy): string {
  const parts = [
    presenceWords(presence),
    lateAfterS === null ? null : `late when first seen after ${durationText(lateAfterS)}`,
    leftEarlyBeforeS === null ? null : `left early when last seen ${durationText(leftEarlyBeforeS)} before the end`,
  ]
  return `${parts.filter((part) => part !== null).join('; ')}.`
}

function presenceWords(presence: AttendancePolicy['presence']): string {
  if (presence.kind === 'percentage') return `Present when seen in ${presence.minPct} % of the frames`
  const parts = [
    ...(presence.presentMinS > 0 ? [durationText(presence.presentMinS)] : []),
    ...(presence.presentMinShare > 0 ? [`${Math.round(presence.presentMinShare * 100)} % of the class`] : []),
  ]
  return parts.length > 0 ? `Present when seen for ${parts.join(' and ')}` : 'Present when recognised with certainty'
}
