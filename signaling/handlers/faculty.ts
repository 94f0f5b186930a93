import type { Socket } from 'socket.io'
import type { z } from 'zod'
import { brand, type JobId, type MediaId, type SessionId, type WorkerId } from '../../lib/core/ids'
import {
  type FromFaculty,
  JobMode,
  JobName,
  JobOpen,
  MediaDone,
  MediaOpen,
  MediaProgress,
  SessionName,
  type SessionView,
  type ToFaculty,
  WorkerCommand,
} from '../../lib/protocol/faculty'
import { SignalOut } from '../../lib/protocol/signal'
import type { Answer, RefusalReason, Unread } from '../../lib/protocol/unread'
import { UnitOffer } from '../../lib/protocol/unit'
import { command } from '../device-commands'
import type { FacultyLink } from '../feeders'
import type { Finishing } from '../finishing'
import type { Floor } from '../floor'
import * as jobs from '../job-desk'
import type { LiveJob } from '../live-job'
import type { Relay } from '../relay'
import { answering, done, hearing, type Reading, refuse } from './read'

/** Who is signed in on the connection (sockets.ts). */
export interface FacultyIdentity {
  readonly userId: string
}

export type FacultySocket = Socket<Unread<FromFaculty>, ToFaculty, Record<string, never>, FacultyIdentity>

export interface FacultyServices {
  readonly floor: Floor
  readonly finishing: Finishing
  readonly relay: Relay
  /** Whether the session belongs to one of the user's courses. */
  readonly ownsSession: (userId: string, sessionId: SessionId) => Promise<boolean>
  readonly viewOf: (sessionId: SessionId) => SessionView
  readonly recall: (sessionId: SessionId) => Promise<void>
}

export const FACULTY_EVENTS: ReadonlySet<string> = new Set<keyof FromFaculty>([
  'session:watch',
  'job:open',
  'job:feed',
  'job:cancel',
  'job:complete',
  'job:mode',
  'job:finish',
  'media:open',
  'media:progress',
  'media:done',
  'unit:offer',
  'worker:command',
  'signal:send',
])

/** Pages that look at a session get its views in this Socket.IO room. */
export const roomOf = (sessionId: string): string => `session:${sessionId}`

export function serveFaculty(socket: FacultySocket, services: FacultyServices, reading: Reading): void {
  const { floor, finishing, relay } = services
  const link = linkTo(socket)
  const owned = new Set<SessionId>()

  /** Somebody else's session is answered like one that doesn't exist. */
  async function owns(sessionId: SessionId): Promise<boolean> {
    if (owned.has(sessionId)) return true
    const isOwner = await services.ownsSession(socket.data.userId, sessionId)
    if (isOwner) owned.add(sessionId)
    return isOwner
  }

  async function ownJob(jobId: string): Promise<LiveJob | null> {
    const job = floor.jobs.get(brand<JobId>(jobId))
    return job && (await owns(job.sessionId)) ? job : null
  }

  /**
   * A listener for an event about one of the user's own jobs. One after another for each page, in the order they were
   * sent: a page that reconnected says that it feeds, and the offer right behind that must find it so.
   */
  const aboutJob = <Schema extends z.ZodType<{ jobId: string }>, Value>(
    event: string,
    schema: Schema,
    handle: (job: LiveJob, payload: z.output<Schema>) => Answer<Value> | Promise<Answer<Value>>,
  ) =>
    answering(reading, event, schema, (payload) =>
      floor.turns.take(`page:${socket.id}`, async (): Promise<Answer<Value>> => {
        const job = await ownJob(payload.jobId)
        return job ? handle(job, payload) : refuse('not-found')
      }),
    )

  socket.on(
    'session:watch',
    answering(reading, 'session:watch', SessionName, async (named): Promise<Answer<SessionView>> => {
      const sessionId = brand<SessionId>(named.sessionId)
      if (!(await owns(sessionId))) return refuse('not-found')
      await services.recall(sessionId)
      await socket.join(roomOf(sessionId))
      return { ok: true, value: services.viewOf(sessionId) }
    }),
  )
  socket.on(
    'job:open',
    answering(
      reading,
      'job:open',
      JobOpen,
      async ({ mode, operation, sampleFps, ...named }): Promise<Answer<{ jobId: string }>> => {
        const sessionId = brand<SessionId>(named.sessionId)
        return (await owns(sessionId))
          ? jobs.openJob(floor, { sessionId, mode, operation, sampleFps })
          : refuse('not-found')
      },
    ),
  )
  socket.on(
    'job:feed',
    aboutJob('job:feed', JobName, (job) => (socket.connected ? jobs.feed(floor, job, link) : refuse('wrong-state'))),
  )
  socket.on('job:cancel', aboutJob('job:cancel', JobName, finishing.cancel))
  socket.on(
    'job:complete',
    aboutJob('job:complete', JobName, (job) =>
      jobs.completeJob(floor, job, () => finishing.fail(job, 'Not one frame of the recording could be decoded.')),
    ),
  )
  socket.on(
    'job:mode',
    aboutJob('job:mode', JobMode, (job, { mode }) => jobs.changeMode(floor, job, mode)),
  )
  socket.on(
    'job:finish',
    aboutJob('job:finish', JobName, (job) =>
      jobs.finishEarly(floor, job, () => finishing.fail(job, 'Not one frame of the recording has arrived.')),
    ),
  )
  socket.on(
    'media:open',
    aboutJob('media:open', MediaOpen, (job, media) => jobs.openMedia(floor, job, media)),
  )
  socket.on(
    'media:progress',
    hearing(reading, 'media:progress', MediaProgress, async ({ jobId, mediaId, ...progress }) => {
      const job = await ownJob(jobId)
      if (!job) return 'not-found'
      await jobs.noteProgress(floor, job, brand<MediaId>(mediaId), progress)
      return undefined
    }),
  )
  socket.on(
    'media:done',
    aboutJob('media:done', MediaDone, (job, { mediaId, jobId: _, ...progress }) =>
      jobs.finishMedia(floor, job, brand<MediaId>(mediaId), progress),
    ),
  )
  socket.on(
    'unit:offer',
    aboutJob('unit:offer', UnitOffer, (job, offer) => {
      const feeder = floor.feeders.of(job.jobId)
      if (feeder === link) return jobs.offerUnit(floor, job, offer)
      // Without any feeder, the page has only not said yet that it is the one; with another, its place is taken.
      return refuse(feeder ? 'not-yours' : 'unavailable')
    }),
  )
  socket.on(
    'worker:command',
    answering(reading, 'worker:command', WorkerCommand, async (ask): Promise<Answer> => {
      const worker = floor.workers.get(brand<WorkerId>(ask.workerId))
      if (!worker || !(await owns(worker.sessionId))) return refuse('not-found')
      await command(floor, worker, ask.command, socket.data.userId)
      return done
    }),
  )
  socket.on(
    'signal:send',
    hearing(reading, 'signal:send', SignalOut, (signal): RefusalReason | undefined => relay.fromFeeder(link, signal)),
  )
  socket.on('disconnect', () => jobs.feederGone(floor, link))
}

const linkTo = (socket: FacultySocket): FacultyLink => ({
  // Each name goes with its own payload; the compiler can't see that through a generic name.
  tell: (name, payload) => void socket.emit(name, ...([payload] as Parameters<ToFaculty[typeof name]>)),
})
