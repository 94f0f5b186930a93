import type { Mark, MarkStatus } from '../attendance/mark'
import type { ClaimVerdict } from './weigh-claim'

/** How far a mark of presence was looked at by trusted eyes; null where nobody is said to have been there. */
export type Verification =
  | 'trusted' // what trusted devices reported is enough
  | 'witnessed' // a trusted node looked again and agrees
  | 'refuted' // it looked again and does not agree: for a human
  | 'unverified' // nobody could look again
  | 'pending' // the job still runs

export interface VerifiedMark extends Mark {
  readonly verification: Verification | null
}

/** Statuses that say that somebody was there. */
const CLAIMS: ReadonlySet<MarkStatus> = new Set(['present', 'late', 'left-early'])
export const isClaim = ({ status }: Pick<Mark, 'status'>): boolean => CLAIMS.has(status)

/** A mark of presence is released as such only if the witness does not contradict it. */
export function verifyMark(mark: Mark, verdict: ClaimVerdict): VerifiedMark {
  if (!isClaim(mark)) return { ...mark, verification: null }
  if (verdict === 'open') return { ...mark, verification: 'unverified' }
  if (verdict !== 'refuted') return { ...mark, verification: verdict }
  return { ...mark, status: 'review', reason: REFUTED, confidence: 0, verification: 'refuted' }
}

const REFUTED = 'A device reported this person, but looked at again, the same frames do not show them.'
