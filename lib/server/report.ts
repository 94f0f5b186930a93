import { accountFrames } from '../core/attendance/account-frames'
import type { SessionId } from '../core/ids'
import { MarkStatusSchema } from '../protocol/course-view'
import {
  ReportWorker,
  VerificationSchema,
  type ReportJob,
  type ReportPerson,
  type ReportUnknown,
  type ReportView,
} from '../protocol/report-view'
import type { Db } from './db'
import { durationOf } from './job-frames'
import { findNewestRoll, type StoredJob } from './jobs'
import { listMedia, type StoredMedia } from './media'
import { byNumber } from './people'
import { readPolicy } from './policy-text'
import { countStatuses } from './sessions'
import { listUnits, type StoredUnit } from './units'
import { sumWitnessChecks } from './witness-checks'
import type { StoredStranger } from './register-draft'

interface Interval {
  readonly startS: number
  readonly endS: number
}

/** The session's register as pages, workbook and `--json` show it. Null when there is no such session. */
export async function readReport(db: Db, sessionId: SessionId): Promise<ReportView | null> {
  const session = await db.classSession.findUnique({
    where: { id: sessionId },
    select: {
      id: true,
      title: true,
      heldAt: true,
      course: { select: { id: true, name: true, code: true, policy: true } },
    },
  })
  if (!session) return null
  const job = await findNewestRoll(db, sessionId)
  const [marks, media, units, tracks, witness] = await Promise.all([
    listMarks(db, sessionId),
    job ? listMedia(db, job.jobId) : [],
    job ? listUnits(db, job.jobId) : [],
    job ? db.track.findMany({ where: { jobId: job.jobId }, select: TRACK }) : [],
    job ? sumWitnessChecks(db, job.jobId) : { count: 0, workMs: 0 },
  ])
  const nearest = nearestByPerson(tracks)
  const people = marks.map((mark) => readPerson(mark, nearest.get(mark.personId) ?? null))
  const { course } = session
  return {
    session: {
      id: session.id,
      title: session.title,
      heldAt: session.heldAt.toISOString(),
      courseId: course.id,
      courseName: course.name,
      courseCode: course.code,
    },
    policy: readPolicy(course.policy),
    durationS: durationOf(media),
    people,
    totals: countStatuses(people.map(({ status }) => status)),
    unknown: job ? await readUnknown(db, job, tracks) : [],
    intervals: marks.flatMap(({ person, intervals }) =>
      readIntervals(intervals).map(({ startS, endS }) => ({ id: person.number, startS, endS })),
    ),
    job: job && { ...readJob(job, media, units), witnessChecks: witness.count, witnessMs: Math.round(witness.workMs) },
  }
}

const TRACK = { verdict: true, personId: true, cluster: true, distance: true, cropKey: true, best: true } as const

interface TrackRow {
  readonly verdict: string
  readonly personId: string | null
  readonly cluster: number | null
  readonly distance: number | null
  readonly cropKey: string | null
  readonly best: string
}

async function listMarks(db: Db, sessionId: SessionId) {
  const rows = await db.mark.findMany({
    where: { sessionId },
    include: {
      person: {
        select: {
          number: true,
          name: true,
          templates: { select: { id: true }, orderBy: { quality: 'desc' }, take: 1 },
        },
      },
    },
  })
  const users = await db.user.findMany({
    where: { id: { in: rows.flatMap(({ overrideBy }) => overrideBy ?? []) } },
    select: { id: true, name: true },
  })
  const nameOf = new Map(users.map(({ id, name }) => [id, name]))
  return rows
    .sort((one, two) => byNumber.compare(one.person.number, two.person.number))
    .map((row) => ({ ...row, overrideByName: row.overrideBy === null ? '' : (nameOf.get(row.overrideBy) ?? '') }))
}

type MarkRow = Awaited<ReturnType<typeof listMarks>>[number]

function readPerson(mark: MarkRow, distance: number | null): ReportPerson {
  const machineStatus = MarkStatusSchema.parse(mark.status)
  const override = mark.override === null ? null : MarkStatusSchema.parse(mark.override)
  return {
    id: mark.person.number,
    personId: mark.personId,
    name: mark.person.name,
    status: override ?? machineStatus,
    machineStatus,
    reason: mark.reason,
    firstSeenS: mark.firstSeenS,
    lastSeenS: mark.lastSeenS,
    seenS: mark.seenS,
    sightings: mark.sightings,
    confidence: mark.confidence,
    distance,
    cropKey: mark.cropKey,
    photoId: mark.person.templates[0]?.id ?? null,
    verification: mark.verification === null ? null : VerificationSchema.parse(mark.verification),
    override: override && {
      status: override,
      why: mark.overrideWhy ?? '',
      by: mark.overrideByName,
      at: (mark.overrideAt ?? new Date(0)).toISOString(),
    },
  }
}

/** Written by write-register.ts from the core's own intervals. */
const readIntervals = (text: string): readonly Interval[] => JSON.parse(text) as readonly Interval[]

/** The best match of each person's tracks; doubtful ones only where there is no certain one. */
function nearestByPerson(tracks: readonly TrackRow[]): Map<string, number> {
  const nearest = new Map<string, number>()
  for (const verdict of ['review', 'person']) {
    const own = new Map<string, number>()
    for (const track of tracks) {
      if (track.verdict !== verdict || track.personId === null || track.distance === null) continue
      own.set(track.personId, Math.min(own.get(track.personId) ?? Infinity, track.distance))
    }
    for (const [personId, distance] of own) nearest.set(personId, distance)
  }
  return nearest
}

async function readUnknown(db: Db, job: StoredJob, tracks: readonly TrackRow[]): Promise<ReportUnknown[]> {
  const row = await db.job.findUnique({ where: { id: job.jobId }, select: { unknown: true } })
  // Written by write-register.ts.
  const strangers = JSON.parse(row?.unknown ?? '[]') as readonly StoredStranger[]
  return strangers.map((stranger) => ({
    ...stranger,
    cropKeys: tracks
      .filter(({ cluster }) => cluster === stranger.cluster)
      .sort((one, two) => qualityOf(two) - qualityOf(one))
      .flatMap(({ cropKey }) => cropKey ?? []),
  }))
}

const qualityOf = ({ best }: TrackRow): number => (JSON.parse(best) as { readonly quality: number }).quality

function readJob(
  job: StoredJob,
  media: readonly StoredMedia[],
  units: readonly StoredUnit[],
): Omit<ReportJob, 'witnessChecks' | 'witnessMs'> {
  const sum = <Row>(rows: readonly Row[], of: (row: Row) => number) => rows.reduce((total, row) => total + of(row), 0)
  const done = units.flatMap(({ outcome }) => (outcome.type === 'done' ? [outcome] : []))
  const givenUp = units.filter(({ outcome }) => outcome.type === 'given-up')
  const undecodable = sum(media, (file) => file.undecodable)
  const skipped = sum(media, (file) => file.skipped)
  const sent = sum(units, (unit) => unit.frames.length)
  const account = accountFrames({
    // While a file is being decoded its own count runs behind the units that were already offered.
    offered: media.every(({ isComplete }) => isComplete)
      ? sum(media, (file) => file.offered)
      : sent + skipped + undecodable,
    skipped,
    described: sum(done, (unit) => unit.described),
    failed: sum(done, (unit) => unit.failed) + sum(givenUp, (unit) => unit.frames.length) + undecodable,
  })
  const faces = sum(done, (unit) => unit.faces)
  return {
    jobId: job.jobId,
    phase: job.phase,
    failure: job.failure,
    mode: job.mode,
    frames: account.offered,
    framesKept: account.kept,
    framesDescribed: account.described,
    framesSkipped: account.skipped,
    framesFailed: account.failed,
    units: units.length,
    facesFound: faces,
    facesDescribed: sum(done, (unit) => unit.facesDescribed),
    wallS: job.summary?.wallS ?? 0,
    decoders: [...new Set(media.flatMap(({ decoder }) => decoder ?? []))],
    modelVersion: job.modelVersion,
    // A worker that this version can't describe is left out rather than the whole report refused.
    workers: (job.summary?.workers ?? []).flatMap((worker) => {
      const read = ReportWorker.safeParse(worker)
      return read.success ? [read.data] : []
    }),
  }
}
