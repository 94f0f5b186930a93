/** The trust core's numbers. Changed together with `npm run simulate -- --scenario S4`, which prints what they buy. */
export interface TrustPolicy {
  /** Units of a stranger between two checks drawn while it works; its first and its last are checked besides. */
  readonly unitsPerCheck: number
  /** A device as well known as can be is checked this many times more rarely. Its last unit is checked all the same. */
  readonly mostRarely: number
  /** One known answer (a canary) is in so many audits of all, 0..1. */
  readonly canaryShare: number
  /** Checks wait to share an audit, but no longer than this many accepted units. */
  readonly auditPatienceUnits: number
  /** Audits of one frame, the first included, while there is no trusted node to settle it. */
  readonly mostVotes: number
  /** Accepted units between two looks at the register while the job runs. */
  readonly unitsPerLook: number
  /** Faces of a present mark that a trusted node describes again. */
  readonly witnessedViews: number
  /** Frames next to a thin mark's sightings that are looked at again. */
  readonly framesPerThinMark: number
  /** A mark is thin while it rests on this many sightings or fewer. */
  readonly thinSightings: number
}

export const defaultTrustPolicy: TrustPolicy = {
  unitsPerCheck: 12,
  mostRarely: 4,
  canaryShare: 0.5,
  auditPatienceUnits: 16,
  mostVotes: 3,
  unitsPerLook: 64,
  witnessedViews: 2,
  framesPerThinMark: 4,
  thinSightings: 6,
}
