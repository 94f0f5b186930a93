import type { AttendancePolicy } from '@/lib/core/attendance/policy'

/** A policy as a form holds it: text in the units people think in. */
export interface PolicyFields {
  readonly kind: AttendancePolicy['presence']['kind']
  readonly presentMinS: string
  readonly presentMinPct: string
  readonly minPct: string
  readonly lateAfterMin: string
  readonly leftEarlyMin: string
}

export function writePolicyFields({ presence, lateAfterS, leftEarlyBeforeS }: AttendancePolicy): PolicyFields {
  const minutes = (seconds: number | null) => (seconds === null ? '' : String(seconds / 60))
  const isSeen = presence.kind === 'seen'
  return {
    kind: presence.kind,
    presentMinS: isSeen ? String(presence.presentMinS) : '0',
    presentMinPct: isSeen ? String(Number((presence.presentMinShare * 100).toFixed(4))) : '0',
    minPct: isSeen ? '50' : String(presence.minPct),
    lateAfterMin: minutes(lateAfterS),
    leftEarlyMin: minutes(leftEarlyBeforeS),
  }
}

/** Out-of-range numbers are brought into range; what the form does not show stays as in `base`. */
export function readPolicyFields(fields: PolicyFields, base: AttendancePolicy): AttendancePolicy {
  const { kind, presentMinS, presentMinPct, minPct, lateAfterMin, leftEarlyMin } = fields
  return {
    ...base,
    presence:
      kind === 'seen'
        ? {
            kind,
            presentMinS: numberOf(presentMinS, 86_400),
            presentMinShare: Number((numberOf(presentMinPct, 100) / 100).toFixed(6)),
          }
        : { kind, minPct: numberOf(minPct, 100) },
    lateAfterS: secondsOf(lateAfterMin),
    leftEarlyBeforeS: secondsOf(leftEarlyMin),
  }
}

const secondsOf = (minutes: string) => (minutes.trim() === '' ? null : numberOf(minutes, 1440) * 60)

function numberOf(text: string, most: number): number {
  const value = Number(text)
  return Number.isFinite(value) ? Math.min(most, Math.max(0, value)) : 0
}
