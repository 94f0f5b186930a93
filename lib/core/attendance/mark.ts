import type { PersonId } from '../ids'
import type { Sighting } from '../merging/roll'
import type { Interval } from './intervals'

/** What the machine may say. `excused` is a human's word only and never comes from here. */
export type MarkStatus = 'present' | 'late' | 'left-early' | 'absent' | 'review'

/** The register's line for one person. */
export interface Mark {
  readonly personId: PersonId
  readonly status: MarkStatus
  /** One plain sentence, no name in it. */
  readonly reason: string
  readonly firstSeenS: number | null
  readonly lastSeenS: number | null
  /** Seconds covered by the intervals. */
  readonly seenS: number
  readonly sightings: number
  /** Probability that the status is right as far as recognition goes, 0..1. */
  readonly confidence: number
  readonly intervals: readonly Interval[]
  /** The view to show with the mark, and its track. For `review` the view that is in doubt. */
  readonly best: { readonly trackIndex: number; readonly view: Sighting } | null
}
