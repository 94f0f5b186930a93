/** How long somebody must have been seen to count as present. */
export type PresenceRule =
  /** Presence intervals (gaps filled) must add up to `presentMinS`, and to `presentMinShare` of the class (0..1). */
  | { readonly kind: 'seen'; readonly presentMinS: number; readonly presentMinShare: number }
  /** The classic count: seen in at least `minPct` per cent of the frames. Fair only where every face is always visible. */
  | { readonly kind: 'percentage'; readonly minPct: number }

/** A course's rule for turning sightings into marks. Stored as JSON; changing it re-marks without recognising again. */
export interface AttendancePolicy {
  readonly presence: PresenceRule
  /** First seen later than this after the start: late. null: nobody is late. */
  readonly lateAfterS: number | null
  /** Last seen earlier than this before the end: left early. null: nobody leaves early. */
  readonly leftEarlyBeforeS: number | null
  /** Not seen for up to this long is still there: heads turn, cameras pan. Never less than 3 sampling steps. */
  readonly fillGapS: number
  /** Someone seen for at least this share of what is asked for goes to review instead of absent. 1 switches it off. */
  readonly borderlineShare: number
}

/**
 * One certain recognition makes a mark; lengths of time are the course's own business, so they start switched off
 * except for grace. A quarter of an hour suits lectures of 45 to 90 minutes and can't fire on short clips.
 */
export const DEFAULT_ATTENDANCE_POLICY: AttendancePolicy = {
  presence: { kind: 'seen', presentMinS: 0, presentMinShare: 0 },
  lateAfterS: 900,
  leftEarlyBeforeS: 900,
  fillGapS: 60,
  borderlineShare: 0.8,
}
