import sharp from 'sharp'
import type { CourseId, DeviceId, Instant, JobId, LeaseId, PersonId, SessionId, UnitId, WorkerId } from '../../core/ids'
import { DESCRIPTOR_LENGTH, type DescribedFace } from '../../core/recognition/face'
import type { FrameInfo } from '../../core/video/frame'
import { createCourse } from '../courses'
import { openJob } from '../jobs'
import { completeMedia, openMedia } from '../media'
import { storePayload } from '../payloads'
import { enrolPerson } from '../people'
import { savePhoto } from '../photos'
import { createSession } from '../sessions'
import { saveUnitReport } from '../unit-reports'
import { offerUnit } from '../units'
import { createFirstUser } from '../users'
import { crc32 } from 'node:zlib'
import type { freshDatabase } from './fresh-database'

type Fresh = ReturnType<typeof freshDatabase>

export const MODEL_VERSION = 'test-models'
export const at = (ms: number): Instant => ms as Instant

/** mulberry32: small, seeded, good enough to make faces that are nobody's. */
function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A synthetic face: views of one `who` are about 0.3 apart, views of two about 1. */
export function descriptorOf(who: number, view = 0): Float32Array {
  const own = random(who * 7919 + 1)
  const noise = random(who * 104_729 + view * 31 + 5)
  const values = Float32Array.from({ length: DESCRIPTOR_LENGTH }, () => own() - 0.5)
  const scale = 1.0 / Math.hypot(...values)
  const bent = values.map((value) => value * scale + (noise() - 0.5) * 0.065)
  // Real ones share a common part: distances between strangers are then near 0.8 to 1.
  const common = 1.05 / Math.sqrt(DESCRIPTOR_LENGTH)
  return bent.map((value) => value * 0.72 + common)
}

export const QUALITY = { value: 0.7, widthPx: 80, sharpness: 60, brightness: 120, yaw: 0, rollDeg: 0 } as const

export const faceOf = (who: number, view: number, x: number): DescribedFace => ({
  box: { x, y: 40, width: 80, height: 90 },
  score: 0.95,
  landmarks: [],
  quality: QUALITY,
  descriptor: descriptorOf(who, view),
})

export const WIDTH = 640
export const HEIGHT = 360
/** A JPEG of nobody, of one colour. */
export const plainJpeg = async (red = 90, width = WIDTH, height = HEIGHT): Promise<Uint8Array> =>
  new Uint8Array(
    await sharp({ create: { width, height, channels: 3, background: { r: red, g: 120, b: 140 } } })
      .jpeg()
      .toBuffer(),
  )

export interface TestClass {
  readonly userId: string
  readonly courseId: CourseId
  readonly sessionId: SessionId
  readonly people: readonly PersonId[]
}

/** A teacher, a course of `count` people with two photos each, and a session. Person i has the face i. */
export async function makeClass(fresh: Fresh, count = 3): Promise<TestClass> {
  const made = await createFirstUser(fresh.db, { name: 'Teacher', email: 't@example.org', password: 'long enough pw' })
  if (!made.ok) throw new Error(made.problem)
  const { userId } = made.value
  const courseId = await createCourse(fresh.db, userId, { name: 'Course', code: 'C1' })
  const people: PersonId[] = []
  for (let who = 0; who < count; who++) {
    const personId = await enrolPerson(
      fresh.db,
      { ownerId: userId, courseId },
      { number: `N${who}`, name: `Person ${who}`, email: null },
    )
    people.push(personId)
    for (const view of [900, 901]) await addPhoto(fresh, personId, descriptorOf(who, view))
  }
  const sessionId = await createSession(fresh.db, courseId, {
    title: 'Session',
    heldAt: new Date('2026-05-04T08:00:00Z'),
  })
  return { userId, courseId, sessionId, people }
}

let photoCount = 0
export async function addPhoto(fresh: Fresh, personId: PersonId, descriptor: Float32Array) {
  return savePhoto(fresh, {
    personId,
    bytes: await plainJpeg(photoCount++ % 255, 200 + photoCount, 200),
    fileName: 'photo.jpg',
    face: { descriptor: [...descriptor], quality: QUALITY, modelVersion: MODEL_VERSION },
    modelVersion: MODEL_VERSION,
  })
}

export interface Seen {
  readonly atS: number
  /** Who is in the frame, by face; each stands at a place of their own. */
  readonly who: readonly number[]
}

/** Runs a job of one file as feeder and workers would: two frames a unit, stored, reported; not finished. */
export async function runJob(fresh: Fresh, sessionId: SessionId, seen: readonly Seen[]): Promise<JobId> {
  const { db, vault } = fresh
  const opened = await openJob(db, { sessionId, mode: 'dynamic', sampleFps: 1, modelVersion: MODEL_VERSION, at: at(0) })
  if (!opened.ok) throw new Error(opened.problem)
  const { jobId } = opened.value.job
  const media = await openMedia(db, { jobId, key: 'file', name: 'class.mp4', kind: 'video', durationS: null })
  if (!media.ok) throw new Error(media.problem)
  const { mediaId } = media.value.media
  for (let index = 0; index * 2 < seen.length; index++) {
    const own = seen.slice(index * 2, index * 2 + 2)
    const jpegs = await Promise.all(own.map((_, i) => plainJpeg(60 + ((index * 2 + i) % 150))))
    const frames = own.map(({ atS }, i): FrameInfo => ({
      atS,
      widthPx: WIDTH,
      heightPx: HEIGHT,
      sizeBytes: jpegs[i]?.length ?? 0,
    }))
    const payload = new Uint8Array(Buffer.concat(jpegs))
    const offered = await offerUnit(db, { jobId, index, mediaId, frames, checksum: crc32(payload) })
    if (!offered.ok) throw new Error(offered.problem)
    await storePayload(fresh, offered.value.unit.unitId, payload)
    await saveUnitReport(db, vault, {
      ...reportOf(offered.value.unit.unitId),
      frames: own.map(({ atS, who }) => ({
        outcome: 'described',
        faces: who.map((face) => faceOf(face, Math.round(atS * 10), 20 + face * 110)),
      })),
    })
  }
  const lengthS = (seen.at(-1)?.atS ?? 0) + 1
  const counts = {
    decodedToS: lengthS,
    offered: seen.length,
    skipped: 0,
    undecodable: 0,
    decoder: 'webcodecs' as const,
  }
  await completeMedia(db, mediaId, { ...counts, durationS: lengthS })
  return jobId
}

export const reportOf = (unitId: UnitId) => ({
  unitId,
  leaseId: `${unitId}/1` as LeaseId,
  workerId: 'worker' as WorkerId,
  deviceId: 'device' as DeviceId,
  acceptedAt: at(1_000),
  workMs: 40,
  transport: 'http' as const,
  isTrusted: false,
})
