import type { DeviceId, Instant, JobId, LeaseId, UnitId, WorkerId } from '../core/ids'
import { DESCRIPTOR_LENGTH, type DescribedFace } from '../core/recognition/face'
import type { FrameInfo } from '../core/video/frame'
import type { ExaminedFrame } from '../protocol/examined'
import { descriptorRows, type FrameResult } from '../protocol/report'
import type { Database, Db } from './db'
import { packExamination } from './examinations'
import { Prisma } from './generated/prisma/client'
import type { Vault } from './vault'

export interface NewUnitReport {
  readonly unitId: UnitId
  readonly leaseId: LeaseId
  readonly workerId: WorkerId
  readonly deviceId: DeviceId
  readonly acceptedAt: Instant
  readonly workMs: number
  readonly transport: 'peer' | 'http' | 'local'
  /** By a device whose word needs no second opinion. */
  readonly isTrusted: boolean
  /** In the order of the unit's frames. */
  readonly frames: UnitAnswer
}

/** The roll's results, or those of another operation; never both. */
export type UnitAnswer = readonly FrameResult[] | readonly ExaminedFrame[]

/** `already`: a unit has one report, and this is a second one. `no-unit`: its job was deleted meanwhile. */
export type SavedReport = 'saved' | 'already' | 'no-unit'

/**
 * Writes an accepted report; with it the unit is done, in one transaction that is on disk when this resolves. Call it
 * before the acknowledgement. Safe to repeat.
 */
export async function saveUnitReport(db: Database, vault: Vault, report: NewUnitReport): Promise<SavedReport> {
  const [outcome] = await saveUnitReports(db, vault, [report])
  return outcome ?? 'no-unit'
}

/**
 * The same for several at once, all or none: one statement and one wait for the disk instead of one each. As SQL, because the
 * client's way of writing (looking first, then each value through its compiler) cost more than all else about a report.
 * Outcomes in their order.
 */
export async function saveUnitReports(
  db: Database,
  vault: Vault,
  reports: readonly NewUnitReport[],
): Promise<readonly SavedReport[]> {
  if (reports.length === 0) return []
  const saved = await insertReports(
    db,
    reports.map((report) => rowOf(vault, report)),
  )
  const fresh = new Set(saved)
  // A late report of a unit that had been given up: the answer is there after all. The report alone already says so.
  await db.unit.updateMany({ where: { id: { in: saved }, failure: { not: null } }, data: { failure: null } })
  const missed = reports.flatMap(({ unitId }) => (fresh.has(unitId) ? [] : [unitId]))
  const known =
    missed.length === 0 ? [] : await db.unit.findMany({ where: { id: { in: missed } }, select: { id: true } })
  const existing = new Set<string>(known.map(({ id }) => id))
  // The first one of a unit is the one that was saved.
  return reports.map(({ unitId }): SavedReport => {
    if (fresh.delete(unitId)) return 'saved'
    return saved.includes(unitId) || existing.has(unitId) ? 'already' : 'no-unit'
  })
}

const COLUMNS = [
  ...['unitId', 'leaseId', 'workerId', 'deviceId', 'acceptedAt', 'workMs', 'transport', 'isTrusted'],
  ...['described', 'failed', 'faces', 'facesDescribed', 'frames', 'descriptors'],
] as const

/** @returns the units that had none */
async function insertReports(db: Database, rows: readonly Prisma.Sql[]): Promise<string[]> {
  const columns = Prisma.raw(COLUMNS.map((column) => `"${column}"`).join(', '))
  const inserted = await db.$queryRaw<{ unitId: string }[]>`
    INSERT INTO "Report" (${columns})
    SELECT "new".* FROM (VALUES ${Prisma.join(rows)}) AS "new"
    WHERE EXISTS (SELECT 1 FROM "Unit" WHERE "Unit"."id" = "new"."column1")
    ON CONFLICT DO NOTHING
    RETURNING "unitId"`
  return inserted.map(({ unitId }) => unitId)
}

/** In the order of `COLUMNS`. */
function rowOf(vault: Vault, report: NewUnitReport): Prisma.Sql {
  const { unitId, leaseId, workerId, deviceId, acceptedAt, workMs, transport, isTrusted } = report
  const { described, failed, faces, facesDescribed } = countFrames(report.frames)
  const { frames, descriptors } = isRoll(report.frames)
    ? packReport(vault, unitId, report.frames)
    : packExamination(vault, unitId, report.frames)
  return Prisma.sql`(${unitId}, ${leaseId}, ${workerId}, ${deviceId}, ${new Date(acceptedAt)}, ${workMs}, ${transport},
    ${isTrusted}, ${described}, ${failed}, ${faces}, ${facesDescribed}, ${frames}, ${descriptors})`
}

export interface StoredUnitReport {
  readonly unitId: UnitId
  readonly leaseId: LeaseId
  readonly workerId: WorkerId
  readonly deviceId: DeviceId
  readonly workMs: number
  readonly transport: string
  readonly frames: readonly StoredFrame[]
}

/** A frame with its time on the session's clock and what became of it. Its faces have no landmarks: they aren't kept. */
export interface StoredFrame {
  readonly atS: number
  readonly widthPx: number
  readonly heightPx: number
  readonly result: FrameResult
}

/** The report of one unit, for comparing a second copy with it. */
export async function findUnitReport(db: Db, vault: Vault, unitId: UnitId): Promise<StoredUnitReport | null> {
  const row = await db.report.findUnique({ where: { unitId }, include: { unit: { select: { frames: true } } } })
  return row && readReport(vault, row)
}

/** All reports of a job in the order of its units, read page by page so that the rows' bytes don't pile up. */
export async function* listUnitReports(db: Db, vault: Vault, jobId: JobId): AsyncGenerator<StoredUnitReport> {
  const PAGE = 100
  for (let after = -1; ;) {
    const rows = await db.report.findMany({
      where: { unit: { jobId, position: { gt: after } } },
      include: { unit: { select: { frames: true, position: true } } },
      orderBy: { unit: { position: 'asc' } },
      take: PAGE,
    })
    for (const row of rows) yield readReport(vault, row)
    const last = rows.at(-1)
    if (!last || rows.length < PAGE) return
    after = last.unit.position
  }
}

/** Writes a report's frames again, with fewer faces: the way a deleted person leaves the sessions they were seen in. */
export async function rewriteUnitReport(
  db: Db,
  vault: Vault,
  unitId: UnitId,
  frames: readonly FrameResult[],
): Promise<void> {
  await db.report.update({
    where: { unitId },
    data: { ...countFrames(frames), ...packReport(vault, unitId, frames) },
  })
}

export interface FrameCounts {
  readonly described: number
  readonly failed: number
  readonly faces: number
  /** Those that were described themselves, not only located. */
  readonly facesDescribed: number
}

export const isRoll = (frames: UnitAnswer): frames is readonly FrameResult[] =>
  frames.every(({ outcome }) => outcome !== 'examined')

export function countFrames(frames: UnitAnswer): FrameCounts {
  const counts = { described: 0, failed: 0, faces: 0, facesDescribed: 0 }
  for (const frame of frames) {
    counts[frame.outcome === 'failed' ? 'failed' : 'described'] += 1
    if (frame.outcome === 'failed') continue
    counts.faces += frame.faces.length
    counts.facesDescribed +=
      frame.outcome === 'described'
        ? frame.faces.filter(({ isLocated }) => !isLocated).length
        : frame.faces.filter(({ descriptor }) => descriptor !== null).length
  }
  return counts
}

type PackedFrame =
  { readonly outcome: 'described'; readonly faces: readonly PackedFace[] } | Extract<FrameResult, { outcome: 'failed' }>

/** A located face says which row stands for it; described ones own the first rows, in reading order. */
interface PackedFace extends Pick<DescribedFace, 'box' | 'score' | 'quality'> {
  readonly row?: number
}

/**
 * Landmarks are dropped: pose and alignment have already been taken from them, and they would be two thirds of the
 * database. Descriptors are sealed, little-endian float32, row-major [described faces of all frames, DESCRIPTOR_LENGTH].
 */
function packReport(vault: Vault, unitId: UnitId, frames: readonly FrameResult[]) {
  const { rows, rowOf } = descriptorRows(frames)
  const values = new Float32Array(rows.length * DESCRIPTOR_LENGTH)
  rows.forEach((descriptor, row) => values.set(descriptor, row * DESCRIPTOR_LENGTH))
  const packed = frames.map((frame): PackedFrame =>
    frame.outcome === 'failed'
      ? frame
      : {
          outcome: 'described',
          faces: frame.faces.map(({ box, score, quality, descriptor, isLocated }) => ({
            ...{ box, score, quality },
            ...(isLocated ? { row: rowOf(descriptor) } : {}),
          })),
        },
  )
  return {
    frames: JSON.stringify(packed),
    descriptors: vault.seal(new Uint8Array(values.buffer), `report:${unitId}`),
  }
}

interface ReportRow {
  readonly unitId: string
  readonly leaseId: string
  readonly workerId: string
  readonly deviceId: string
  readonly workMs: number
  readonly transport: string
  readonly frames: string
  readonly descriptors: Uint8Array
  readonly unit: { readonly frames: string }
}

function readReport(vault: Vault, row: ReportRow): StoredUnitReport {
  const opened = vault.open(row.descriptors, `report:${row.unitId}`)
  if (!opened.ok) throw new Error(`The report of unit ${row.unitId} can't be opened: wrong key, or it is damaged.`)
  const values = new Float32Array(opened.value.buffer)
  // Both were written by this module's own functions.
  const infos = JSON.parse(row.unit.frames) as readonly FrameInfo[]
  const packed = JSON.parse(row.frames) as readonly PackedFrame[]
  const rows = Array.from({ length: values.length / DESCRIPTOR_LENGTH }, (_, row) =>
    values.subarray(row * DESCRIPTOR_LENGTH, (row + 1) * DESCRIPTOR_LENGTH),
  )
  let next = 0
  const frames = packed.flatMap((frame, index): StoredFrame[] => {
    const info = infos[index]
    if (!info) return []
    const { atS, widthPx, heightPx } = info
    if (frame.outcome === 'failed') return [{ atS, widthPx, heightPx, result: frame }]
    const faces = frame.faces.map(({ row, ...face }): DescribedFace => {
      const descriptor = rows[row ?? next++] ?? new Float32Array(DESCRIPTOR_LENGTH)
      return { ...face, landmarks: [], descriptor, ...(row === undefined ? {} : { isLocated: true }) }
    })
    return [{ atS, widthPx, heightPx, result: { outcome: 'described', faces } }]
  })
  return {
    unitId: row.unitId as UnitId,
    leaseId: row.leaseId as LeaseId,
    workerId: row.workerId as WorkerId,
    deviceId: row.deviceId as DeviceId,
    workMs: row.workMs,
    transport: row.transport,
    frames,
  }
}
