import { join } from 'node:path'
import type { BrowserContext } from 'playwright'
import { postJson } from '../../cli/site/open-site'
import type { CourseId } from '../../lib/core/ids'
import type { JobTimeline } from '../../lib/protocol/timeline'
import { type Database, openDatabase } from '../../lib/server/db'
import { readModelVersion } from '../../lib/server/model-version'
import { enrolPerson } from '../../lib/server/people'
import { startFeeding } from '../../signaling/testing/fake-feeder'
import { joinAsVolunteer } from '../../signaling/testing/fake-volunteer'

/** Long enough to break what was drawn for "Ada". */
const LONG_NAME = 'Wolfeschlegelsteinhausenbergerdorff-Papadimitriou, Anna Maria Theodora Konstantina'
const STATUSES = ['present', 'late', 'left-early', 'absent', 'excused', 'review'] as const
const DONE_SESSION = 'session-done'
const LIVE_SESSION = 'session-1'
const CODE = 'BCDFGH'

export interface FurnishedClass {
  readonly paths: Readonly<
    Record<'dashboard' | 'course' | 'emptyCourse' | 'live' | 'done' | 'empty' | 'qr' | 'join', string>
  >
  stop(): void
}

/**
 * A coordinator with everything on its pages at once: sixty people, a register with every mark, thirty devices at a job.
 * Nobody's face and nobody's name; written to the database beside the running server, except for what only it can make.
 */
export async function furnishClass(
  { url, dataDir, faculty }: { url: string; dataDir: string; faculty: BrowserContext },
  { people = 60, devices = 30 } = {},
): Promise<FurnishedClass> {
  await postJson(faculty, '/api/v1/setup', {
    ...{ name: 'Ada Teacher', email: 'ada@muster.invalid', password: 'a long enough password' },
  })
  const db = openDatabase(join(dataDir, 'muster.db'))
  const { id: ownerId } = await db.user.findFirstOrThrow()
  const courseId = 'course-full' as CourseId
  await db.course.create({
    data: { id: courseId, ownerId, name: 'Distributed Systems and their Applications', code: 'CS-402' },
  })
  await db.course.create({ data: { id: 'course-empty', ownerId, name: 'An empty course' } })
  const titles = { [DONE_SESSION]: 'Week 1', [LIVE_SESSION]: 'Week 2', 'session-empty': 'Week 3' }
  for (const [id, title] of Object.entries(titles))
    await db.classSession.create({ data: { id, courseId, title, heldAt: new Date('2026-05-04T08:00:00Z') } })
  await db.joinCode.create({
    data: { code: CODE, sessionId: LIVE_SESSION, expiresAt: new Date(Date.now() + 36_000_000) },
  })
  await markPeople(db, { ownerId, courseId, count: people })
  await finishedJob(db)
  const cookie = (await faculty.cookies(url)).map(({ name, value }) => `${name}=${value}`).join('; ')
  const stopWork = await atWork(url, cookie, devices)
  await db.$disconnect()
  return {
    paths: {
      ...{ dashboard: '/', course: `/courses/${courseId}`, emptyCourse: '/courses/course-empty' },
      ...{ live: `/sessions/${LIVE_SESSION}`, done: `/sessions/${DONE_SESSION}`, empty: '/sessions/session-empty' },
      ...{ qr: `/sessions/${LIVE_SESSION}/qr`, join: `/join/${CODE}` },
    },
    stop: stopWork,
  }
}

async function markPeople(
  db: Database,
  { ownerId, courseId, count }: { ownerId: string; courseId: CourseId; count: number },
): Promise<void> {
  for (let index = 0; index < count; index++) {
    const name = index === 3 ? LONG_NAME : `Student Number ${index + 1}`
    const number = index === 3 ? '2026-DISTRIBUTED-SYSTEMS-0004' : `2026-${String(index + 1).padStart(4, '0')}`
    const personId = await enrolPerson(db, { ownerId, courseId }, { number, name, email: `s${index}@muster.invalid` })
    const status = STATUSES[index % 9] ?? 'present'
    const isSeen = status !== 'absent' && status !== 'excused'
    const reason = status === 'review' ? 'Seen only once, small and from the side; a human should look.' : 'Seen often.'
    await db.mark.create({
      data: {
        ...{ sessionId: DONE_SESSION, personId, status, reason, sightings: isSeen ? 40 : 0 },
        ...{ confidence: status === 'review' ? 0.55 : 0.97, seenS: isSeen ? 2_400 : 0 },
        ...(isSeen
          ? { firstSeenS: status === 'late' ? 900 : 4, lastSeenS: status === 'left-early' ? 1_800 : 3_590 }
          : {}),
        intervals: JSON.stringify(
          isSeen
            ? [
                { startS: 4, endS: 1_700 },
                { startS: 1_900, endS: 3_590 },
              ]
            : [],
        ),
      },
    })
  }
}

async function finishedJob(db: Database): Promise<void> {
  const devices = ['Lab 1', 'Firefox on Android', 'Safari on iPhone']
  const [wallMs, unitMs] = [120_000, [900, 2_500, 1_800]]
  const timeline: JobTimeline = { startedAt: Date.UTC(2026, 4, 4, 9), workers: [], units: [], leases: [] }
  devices.forEach((name, worker) => {
    timeline.workers.push({ id: `w${worker}`, name, backend: 'webgl', calibrationMs: 200, joinedMs: 0, leftMs: null })
    const ms = unitMs[worker] ?? 1_000
    for (let at = 0; at + ms < wallMs; at += ms) {
      const position = timeline.units.push([Math.round(at / 2), 4]) - 1
      timeline.leases.push([worker, position, at, at + 20, at + ms, position % 41 === 40 ? 2 : 0])
    }
  })
  const workers = devices.map((name, worker) => ({
    ...{ id: `w${worker}`, name, backend: 'webgl', transport: 'peer', medianUnitMs: unitMs[worker] ?? 0 },
    ...{ units: 40, frames: 160 },
  }))
  const at = new Date(timeline.startedAt)
  await db.job.create({
    data: {
      ...{ id: 'job-done', sessionId: DONE_SESSION, phase: 'done', mode: 'dynamic', createdAt: at, finishedAt: at },
      summary: JSON.stringify({ wallS: wallMs / 1000, workers }),
      timeline: JSON.stringify(timeline),
      unknown: JSON.stringify(
        [1, 2, 3].map((cluster) => ({ cluster, seenS: 60, sightings: 12, firstSeenS: 20, lastSeenS: 900 })),
      ),
    },
  })
  await db.media.create({
    data: {
      ...{ id: 'media-done', jobId: 'job-done', key: 'k', name: 'class.mp4', kind: 'video', position: 0, offsetS: 0 },
      ...{ durationS: 3_600, decodedToS: 3_600, offered: 700, skipped: 220, decoder: 'webcodecs', isComplete: true },
    },
  })
}

/** Devices that hold leases and tell how they are, and a page that feeds them; half of the units get done. */
async function atWork(url: string, cookie: string, deviceCount: number): Promise<() => void> {
  const feeder = await startFeeding(url, { cookie })
  const backends = ['webgl', 'webgpu', 'wasm'] as const
  const devices = await Promise.all(
    Array.from({ length: deviceCount }, (_, index) =>
      joinAsVolunteer({
        ...{ url, code: CODE },
        hello: {
          ...{
            modelVersion: readModelVersion(),
            backend: backends[index % 3] ?? 'wasm',
            calibrationMs: 100 + index * 20,
          },
          name: index === 5 ? LONG_NAME.slice(0, 60) : index % 3 === 0 ? 'Chrome on Android' : 'Firefox on Linux',
        },
      }),
    ),
  )
  devices.forEach((device, index) => {
    device.socket.emit('worker:state', {
      ...{
        isVisible: index % 7 !== 6,
        isPaused: index % 11 === 10,
        batteryPct: index % 2 === 0 ? 15 + index * 2 : null,
      },
      ...{ isCharging: index % 4 === 0, queueLength: 2, load: (index % 10) / 10, slowdown: index % 8 === 4 ? 1.6 : 1 },
      transport: index % 3 === 0 ? 'http' : 'peer',
    })
  })
  for (let index = 0; index < deviceCount * 2 + 40; index++) await feeder.offer(index)
  devices.slice(0, Math.ceil(deviceCount / 2)).forEach((device) => device.workHonestly())
  await feeder.viewWhere(({ job }) => (job?.units.done ?? 0) >= Math.min(20, deviceCount))
  return () => {
    for (const { socket } of devices) socket.disconnect()
    feeder.socket.disconnect()
  }
}
