import type { CourseId, DeviceId, Instant, JobId, PersonId, UnitId } from '../core/ids'
import type { ClaimedView, PresenceClaim, Testimony } from '../core/witness/claim'
import { isClaim, verifyMark, type VerifiedMark } from '../core/witness/verified-mark'
import type { WeighedClaim } from '../core/witness/weigh-claim'
import type { BlobStore } from './blob-store'
import type { Database } from './db'
import type { FramePlace } from './frame-places'
import { logOf } from './log'
import { lookAgain } from './look-again'
import type { RegisterDraft } from './register-draft'
import { getRollThread } from './roll-thread'
import type { Vault } from './vault'
import { weighClaims } from './weigh-claims'
import { getWitness, WitnessStopped } from './witness'
import { listTestimonies, viewIdOf } from './witness-checks'

interface Parts {
  readonly db: Database
  readonly vault: Vault
  readonly blobs: BlobStore
}

export interface MarksToVerify {
  readonly jobId: JobId
  readonly courseId: CourseId
  readonly draft: Pick<RegisterDraft, 'marks' | 'claims' | 'frameCount' | 'places'>
  /** `running`: marks are provisional and wait. `ending`: the frames are still here. `over`: what was seen is all there is. */
  readonly stage: 'running' | 'ending' | 'over'
  readonly now: () => Instant
}

/** A view that shows something else than its device said. */
export interface Lie {
  readonly unitId: UnitId
  readonly deviceId: DeviceId
  readonly personId: PersonId
}

export interface VerifiedMarks {
  readonly marks: readonly VerifiedMark[]
  readonly lies: readonly Lie[]
}

/**
 * Has every mark of presence looked at again before it counts (TRU-30). Says the same when it is called again, and after
 * a restart in the middle: what the witness saw is kept.
 */
export async function verifyMarks(parts: Parts, request: MarksToVerify): Promise<VerifiedMarks> {
  const { jobId, courseId, draft, stage, now } = request
  if (stage === 'running') {
    const marks = draft.marks.map((mark) => ({ ...mark, verification: isClaim(mark) ? ('pending' as const) : null }))
    return { marks, lies: [] }
  }
  const { places } = draft
  const sources = await listSources(parts.db, jobId)
  const witness = stage === 'ending' ? getWitness() : null
  /** Views that were asked for in vain: their frame is not here. */
  const missed = new Set<string>()

  for (;;) {
    const testimonies = await listTestimonies(parts.db, parts.vault, jobId)
    const testimonyOf = (viewId: string, isTrusted: boolean): Testimony => {
      if (isTrusted) return { kind: 'trusted' }
      return testimonies.get(viewId) ?? { kind: !witness || missed.has(viewId) ? 'out-of-reach' : 'unchecked' }
    }
    const claims = draft.claims.map(({ personId, views }): PresenceClaim => ({
      personId,
      views: views.flatMap((view): ClaimedView[] => {
        const source = sourceOf(places.get(view.atS), sources)
        if (!source) return []
        const { deviceId, isTrusted } = source
        return [{ ...view, deviceId, testimony: testimonyOf(viewIdOf(jobId, view), isTrusted) }]
      }),
    }))
    const weighing = { courseId, frameCount: draft.frameCount, claims }
    const weighed = await (getRollThread()?.weigh(weighing) ?? weighClaims(parts.db, parts.vault, weighing))
    const wanted = weighed.flatMap((claim) => claim.wanted)
    if (!witness || wanted.length === 0) return outcomeOf(draft, claims, weighed, places)
    try {
      const placeOf = (atS: number) => places.get(atS) ?? null
      await lookAgain(parts, witness, { jobId, views: wanted, placeOf, now })
    } catch (error) {
      if (error instanceof WitnessStopped) throw error
      logOf('witness').error({ jobId, err: error }, 'the witness could not look; what it was asked stays unverified')
      return outcomeOf(draft, claims, weighed, places)
    }
    // What was seen is found in the database the next time round; what was not can't be.
    for (const view of wanted) missed.add(viewIdOf(jobId, view))
  }
}

function outcomeOf(
  { marks }: MarksToVerify['draft'],
  claims: readonly PresenceClaim[],
  weighed: readonly WeighedClaim[],
  places: ReadonlyMap<number, FramePlace>,
): VerifiedMarks {
  const verdictOf = new Map(claims.map(({ personId }, i) => [personId, weighed[i]?.verdict ?? 'unverified']))
  return {
    marks: marks.map((mark) => verifyMark(mark, verdictOf.get(mark.personId) ?? 'unverified')),
    lies: claims.flatMap(({ personId }, i) =>
      (weighed[i]?.lies ?? []).flatMap(({ atS, deviceId }) => {
        const unitId = places.get(atS)?.unit.unitId
        return unitId ? [{ unitId, deviceId, personId }] : []
      }),
    ),
  }
}

interface Source {
  readonly deviceId: DeviceId
  readonly isTrusted: boolean
}

async function listSources(db: Database, jobId: JobId): Promise<Map<UnitId, Source>> {
  const rows = await db.report.findMany({
    where: { unit: { jobId } },
    select: { unitId: true, deviceId: true, isTrusted: true },
  })
  return new Map(
    rows.map(({ unitId, deviceId, isTrusted }) => [unitId as UnitId, { deviceId: deviceId as DeviceId, isTrusted }]),
  )
}

const sourceOf = (place: FramePlace | undefined, sources: ReadonlyMap<UnitId, Source>): Source | null =>
  (place && sources.get(place.unit.unitId)) ?? null
