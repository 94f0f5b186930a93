import { assertNever } from '../assert-never'
import type { Verdict } from '../merging/roll'
import type { Interval } from './intervals'
import type { AttendancePolicy } from './policy'

/** What is known of a person's presence. */
export interface Standing {
  readonly intervals: readonly Interval[]
  readonly seenS: number
  /** Seen in this share of the frames, 0..100, rounded. */
  readonly framePct: number
  /** The strongest track that might show the person, where recognition left it open. */
  readonly doubt: Verdict | null
  readonly classDurationS: number
}

/** A status with what it rests on, so that the reason can be told. */
export type Status =
  | { readonly kind: 'present' }
  | { readonly kind: 'late'; readonly byS: number }
  | { readonly kind: 'left-early'; readonly byS: number }
  | { readonly kind: 'absent'; readonly why: 'never-seen' | 'seen-too-little'; readonly needed: Needed | null }
  | { readonly kind: 'review'; readonly why: 'borderline' | 'doubtful-view'; readonly needed: Needed | null }

/** What presence asks for, in the unit of its rule. */
export type Needed =
  | { readonly unit: 'seconds'; readonly amount: number; readonly has: number }
  | { readonly unit: 'percent'; readonly amount: number; readonly has: number }

export function decideStatus(standing: Standing, policy: AttendancePolicy): Status {
  const needed = neededFor(standing, policy)
  const first = standing.intervals[0]
  const last = standing.intervals.at(-1)
  if (!first || !last)
    return standing.doubt
      ? { kind: 'review', why: 'doubtful-view', needed: null }
      : { kind: 'absent', why: 'never-seen', needed: null }
  if (needed.has < needed.amount) {
    if (needed.has >= policy.borderlineShare * needed.amount) return { kind: 'review', why: 'borderline', needed }
    return standing.doubt
      ? { kind: 'review', why: 'doubtful-view', needed }
      : { kind: 'absent', why: 'seen-too-little', needed }
  }
  if (policy.lateAfterS !== null && first.startS > policy.lateAfterS) return { kind: 'late', byS: first.startS }
  const missedS = standing.classDurationS - last.endS
  if (policy.leftEarlyBeforeS !== null && missedS > policy.leftEarlyBeforeS) return { kind: 'left-early', byS: missedS }
  return { kind: 'present' }
}

function neededFor({ seenS, framePct, classDurationS }: Standing, { presence }: AttendancePolicy): Needed {
  switch (presence.kind) {
    case 'seen':
      // Nobody can be seen for longer than the class lasts.
      return {
        unit: 'seconds',
        amount: Math.min(classDurationS, Math.max(presence.presentMinS, presence.presentMinShare * classDurationS)),
        has: seenS,
      }
    case 'percentage':
      return { unit: 'percent', amount: presence.minPct, has: framePct }
    default:
      return assertNever(presence)
  }
}
