import type { DeviceId, JobId, PersonId, UnitId } from '../core/ids'
import type { Box } from '../core/recognition/face'
import { isClear, type Tolerance } from '../core/trust/agreement'
import type { MarkEvidence, Sighting } from '../core/trust/event'
import { isClaim } from '../core/witness/verified-mark'
import type { Database, Db } from './db'
import type { RegisterDraft } from './register-draft'
import { placesByTime } from './frame-places'
import { listUnits } from './units'

/** What trust is told of a stored report: who answered, and how many faces are clear of the detector's threshold. */
export interface AcceptedUnit {
  readonly unitId: UnitId
  readonly position: number
  readonly deviceId: DeviceId
  readonly isTrusted: boolean
  readonly clearFaces: readonly number[]
}

/** Written by unit-reports.ts: what it says of each face beside the sealed descriptors. */
type PackedFrame =
  | {
      readonly outcome: 'described'
      readonly faces: readonly {
        readonly box: Box
        readonly score: number
        readonly quality: { readonly value: number }
        /** Of a located face. */
        readonly row?: number
      }[]
    }
  | { readonly outcome: 'failed' }
const readFrames = (text: string): readonly PackedFrame[] => JSON.parse(text) as readonly PackedFrame[]

/** Every accepted report of a job, for a coordinator that was started again. */
export async function listAcceptedUnits(db: Db, jobId: JobId, tolerance: Tolerance): Promise<AcceptedUnit[]> {
  const rows = await db.report.findMany({
    where: { unit: { jobId } },
    select: { unitId: true, deviceId: true, isTrusted: true, frames: true, unit: { select: { position: true } } },
    orderBy: { unit: { position: 'asc' } },
  })
  return rows.map(({ unitId, deviceId, isTrusted, frames, unit }) => ({
    unitId: unitId as UnitId,
    position: unit.position,
    deviceId: deviceId as DeviceId,
    isTrusted,
    clearFaces: readFrames(frames).map((frame) =>
      frame.outcome === 'failed'
        ? 0
        : frame.faces.filter(({ score, quality, row }) =>
            isClear({ score, quality, ...(row === undefined ? {} : { isLocated: true as const }) }, tolerance),
          ).length,
    ),
  }))
}

/** Forgets a report that is worth nothing; its unit is to be done again. */
export async function forgetReport(db: Database, unitId: UnitId): Promise<void> {
  await db.report.deleteMany({ where: { unitId } })
}

/** More of one person are not told: trust looks at a few. */
const MOST_SIGHTINGS = 60

/** What the register says of everybody, with the faces that speak for it, as trust asks for it. */
export async function evidenceOf(db: Db, jobId: JobId, draft: RegisterDraft): Promise<MarkEvidence[]> {
  const faceAt = await findFaces(db, jobId)
  const seen = sightingsByPerson(draft)
  return draft.marks.map((mark) => {
    const claimed = draft.claims.find(({ personId }) => personId === mark.personId)?.views ?? []
    const best = [...claimed].sort((one, two) => one.distance - two.distance)
    const all = [...best, ...(seen.get(mark.personId) ?? [])].slice(0, MOST_SIGHTINGS)
    const refs = new Map<string, Sighting>()
    for (const { atS, box } of all) {
      const key = faceKey(atS, box)
      const ref = faceAt.get(key)
      if (ref) refs.set(key, ref)
    }
    return {
      subject: mark.personId,
      status: isClaim(mark) ? 'present' : mark.status === 'review' ? 'review' : 'absent',
      sightings: [...refs.values()],
    }
  })
}

const faceKey = (atS: number, { x, y, width, height }: Box): string => [atS, x, y, width, height].join('|')

async function findFaces(db: Db, jobId: JobId): Promise<Map<string, Sighting>> {
  const places = placesByTime(await listUnits(db, jobId))
  const timesOf = new Map<string, number[]>()
  for (const [atS, { unit }] of places) timesOf.set(unit.unitId, [...(timesOf.get(unit.unitId) ?? []), atS])
  const rows = await db.report.findMany({
    where: { unit: { jobId } },
    select: { unitId: true, deviceId: true, frames: true },
  })
  const faces = new Map<string, Sighting>()
  for (const { unitId, deviceId, frames } of rows) {
    readFrames(frames).forEach((frame, index) => {
      const atS = timesOf.get(unitId)?.[index]
      if (atS === undefined || frame.outcome === 'failed') return
      frame.faces.forEach(({ box }, face) =>
        faces.set(faceKey(atS, box), { unitId: unitId as UnitId, frame: index, face, deviceId: deviceId as DeviceId }),
      )
    })
  }
  return faces
}

function sightingsByPerson({ tracks, sightings }: RegisterDraft): Map<PersonId, { atS: number; box: Box }[]> {
  // Written by register-draft.ts: [trackIndex, atS, box as JSON, quality, distance].
  const rows = JSON.parse(sightings ?? '[]') as readonly (readonly [number, number, string, number, number | null])[]
  const found = new Map<PersonId, { atS: number; box: Box }[]>()
  for (const [trackIndex, atS, box] of rows) {
    const verdict = tracks[trackIndex]?.verdict
    if (!verdict || verdict.kind === 'unknown') continue
    const own = found.get(verdict.personId) ?? []
    if (own.length < MOST_SIGHTINGS) own.push({ atS, box: JSON.parse(box) as Box })
    found.set(verdict.personId, own)
  }
  return found
}
