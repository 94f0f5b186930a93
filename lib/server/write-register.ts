import type { VerifiedMark } from '../core/witness/verified-mark'
import type { JobId, SessionId } from '../core/ids'
import type { Verdict } from '../core/merging/roll'
import type { CropKey } from './crops'
import type { Database, Db } from './db'
import type { DraftTrack, StoredStranger } from './register-draft'

export interface NewRegister {
  readonly sessionId: SessionId
  readonly jobId: JobId
  readonly strangers: readonly StoredStranger[]
  /** As in `RegisterDraft`; null leaves none. */
  readonly sightings: string | null
  readonly tracks: readonly { readonly track: DraftTrack; readonly cropKey: CropKey | null }[]
  readonly marks: readonly { readonly mark: VerifiedMark; readonly cropKey: CropKey | null }[]
}

/**
 * Replaces what the machine says of a session, in one transaction: a reader sees the old register or the new one. What
 * people said (overrides and their history) is not touched. Returns the keys of pictures that nothing shows any more.
 */
export async function writeRegister(db: Database, register: NewRegister): Promise<readonly CropKey[]> {
  return db.$transaction(async (tx) => {
    const before = await listCropKeys(tx, register)
    // The session, or somebody in it, may have been deleted while the roll was taken: nothing of them is written again.
    if (!(await tx.job.findUnique({ where: { id: register.jobId }, select: { id: true } }))) {
      return register.tracks.flatMap(({ cropKey }) => cropKey ?? [])
    }
    const left = await tx.person.findMany({
      where: { id: { in: register.marks.map(({ mark }) => mark.personId) } },
      select: { id: true },
    })
    const existing = new Set<string>(left.map(({ id }) => id))
    await writeTracks(tx, register, (verdict) => verdict.kind === 'unknown' || existing.has(verdict.personId))
    await tx.job.update({ where: { id: register.jobId }, data: { unknown: JSON.stringify(register.strangers) } })
    await writeMarks(tx, { ...register, marks: register.marks.filter(({ mark }) => existing.has(mark.personId)) })
    const after = new Set(await listCropKeys(tx, register))
    return before.filter((key) => !after.has(key))
  })
}

async function listCropKeys(
  db: Db,
  { sessionId, jobId }: Pick<NewRegister, 'sessionId' | 'jobId'>,
): Promise<CropKey[]> {
  const isKept = { cropKey: { not: null } } as const
  const [tracks, marks] = await Promise.all([
    db.track.findMany({ where: { jobId, ...isKept }, select: { cropKey: true } }),
    db.mark.findMany({ where: { sessionId, ...isKept }, select: { cropKey: true } }),
  ])
  return [...new Set([...tracks, ...marks].flatMap(({ cropKey }) => cropKey ?? []))]
}

async function writeTracks(
  db: Db,
  { jobId, tracks, sightings }: NewRegister,
  isKept: (verdict: Verdict) => boolean,
): Promise<void> {
  await db.track.deleteMany({ where: { jobId } })
  const rows = tracks.flatMap(({ track: { verdict, startS, endS, best }, cropKey }, index) => {
    if (!isKept(verdict)) return []
    const { atS, box, quality } = best
    const id = trackId(jobId, index)
    return [
      { id, jobId, ...verdictColumns(verdict), startS, endS, best: JSON.stringify({ atS, box, quality }), cropKey },
    ]
  })
  for (const page of pages(rows)) await db.track.createMany({ data: page })
  if (sightings === null) return
  // A hundred thousand rows in one statement instead of a hundred thousand values through the client, which took half a
  // minute. PostgreSQL has json_array_elements for the same.
  await db.$executeRaw`
    INSERT INTO "Sighting" ("id", "trackId", "atS", "box", "quality", "distance")
    SELECT "Track"."id" || '.' || "seen"."key", "Track"."id", "seen"."value" ->> 1, "seen"."value" ->> 2,
           "seen"."value" ->> 3, "seen"."value" ->> 4
    FROM json_each(${sightings}) AS "seen"
    JOIN "Track" ON "Track"."id" = ${`${jobId}.`} || ("seen"."value" ->> 0)`
}

const trackId = (jobId: JobId, index: number): string => `${jobId}.${index}`

function verdictColumns(verdict: Verdict) {
  const { kind, distance } = verdict
  return kind === 'unknown'
    ? { verdict: kind, personId: null, cluster: verdict.cluster, distance, margin: null }
    : { verdict: kind, personId: verdict.personId, cluster: null, distance, margin: verdict.margin }
}

async function writeMarks(db: Db, { sessionId, marks }: NewRegister): Promise<void> {
  // Somebody who left the course leaves the register too, unless a person has had their say about it.
  await db.mark.deleteMany({
    where: { sessionId, override: null, personId: { notIn: marks.map(({ mark }) => mark.personId) } },
  })
  for (const { mark, cropKey } of marks) {
    const { personId } = mark
    const said = {
      status: mark.status,
      reason: mark.reason,
      firstSeenS: mark.firstSeenS,
      lastSeenS: mark.lastSeenS,
      seenS: mark.seenS,
      sightings: mark.sightings,
      confidence: mark.confidence,
      intervals: JSON.stringify(mark.intervals),
      verification: mark.verification,
      cropKey,
    }
    await db.mark.upsert({
      where: { sessionId_personId: { sessionId, personId } },
      create: { sessionId, personId, ...said },
      update: said,
    })
  }
}

/** SQLite takes at most 32,766 values in one statement. */
const PAGE = 1000
function* pages<Row>(rows: readonly Row[]): Generator<Row[]> {
  for (let from = 0; from < rows.length; from += PAGE) yield rows.slice(from, from + PAGE)
}
