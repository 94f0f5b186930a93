/** The trust core's numbers. Changed together with `npm run simulate -- --scenario S4`, which prints what they buy. */
export interface TrustPolicy {
  /** Units of a stranger between two checks drawn while it works; its first and its last are checked besides. */
  readonly unitsPerCheck: number
  /** A device as well known as can be is checked this many times more rarely. Its last unit is checked all the same. */
  readonly mostRarely: number
  /** Known answers (canaries) in an audit of several frames. */
  readonly canariesPerAudit: number
  /** Checks wait to share an audit, but no longer than this many accepted units. */
  readonly auditPatienceUnits: number
  /** Audits of one frame, the first included, while there is no trusted node to settle it. */
  readonly mostVotes: number
  /** Faces of a present mark that a trusted node describes again. */
  readonly witnessedViews: number
  /** Frames next to a thin mark's sightings that are looked at again. */
  readonly framesPerThinMark: number
  /** A mark is thin while it rests on this many sightings or fewer. */
  readonly thinSightings: number
}

export const defaultTrustPolicy: TrustPolicy = {
  unitsPerCheck: 8,
  mostRarely: 4,
  canariesPerAudit: 1,
  auditPatienceUnits: 16,
  mostVotes: 3,
  witnessedViews: 2,
  framesPerThinMark: 4,
  thinSightings: 6,
}
