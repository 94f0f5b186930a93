import { z } from 'zod'
import type { SignalIn, SignalOut } from './signal'
import type { Answer } from './unread'
import { Id, ModeSchema, OperationSchema, type UnitOffer } from './unit'
import { BackendSchema } from './volunteer'

/** Socket.IO namespace of signed-in faculty pages: feeders and onlookers. Identity is the session cookie. */
export const FACULTY_NAMESPACE = '/faculty'

export const FacultyAuth = z.object({ protocolVersion: z.number().int() })

/** Opens the session's job, or finds the one that is open: a session has at most one unfinished job. */
export const JobOpen = z.object({
  sessionId: Id,
  mode: ModeSchema,
  /** Frames a second that are looked at; null lets the feeder choose from the length. */
  sampleFps: z.number().min(0.05).max(30).nullable(),
  /** What the devices are to do with its frames. */
  operation: OperationSchema.default('attendance'),
})

/** A file (or one set of photos) of the job. `key` tells the same file again after a reload: name, size, modified. */
export const MediaOpen = z.object({
  jobId: Id,
  key: z.string().min(1).max(400),
  name: z.string().min(1).max(255),
  kind: z.enum(['video', 'photos']),
  durationS: z.number().min(0).max(86_400).nullable(),
  /** Names of a set of photos in their order, folders included; they are for faculty and never go to a volunteer. */
  fileNames: z.array(z.string().max(500)).max(5_000).nullable().default(null),
})
/** Where the feeder goes on: units from `nextIndex` on and video from `fromS` on are still wanted. */
export const MediaOpened = z.object({
  mediaId: Id,
  offsetS: z.number(),
  nextIndex: z.number().int(),
  fromS: z.number(),
  /** Frames of this file in units before `nextIndex`: with them a feeder goes on counting where it was. */
  keptFrames: z.number().int(),
})
export type MediaOpened = z.infer<typeof MediaOpened>

/** Running totals, not steps, so that repeating it changes nothing. */
export const MediaProgress = z.object({
  jobId: Id,
  mediaId: Id,
  decodedToS: z.number().min(0).max(86_400),
  /** Frames looked at so far: kept + skipped + undecodable. */
  offered: z.number().int().min(0).max(1_000_000),
  skipped: z.number().int().min(0).max(1_000_000),
  undecodable: z.number().int().min(0).max(1_000_000),
  decoder: z.enum(['webcodecs', 'ffmpeg', 'photos']),
})
export const MediaDone = MediaProgress.extend({ durationS: z.number().min(0).max(86_400) })
export const JobName = z.object({ jobId: Id })
export const JobMode = z.object({ jobId: Id, mode: ModeSchema })
export const SessionName = z.object({ sessionId: Id })
/** `rest`: five minutes, then on by itself. `stand-by`: only while nobody else can. `resume` ends all of these. */
export const WorkerCommandNameSchema = z.enum(['pause', 'resume', 'rest', 'stand-by', 'trust', 'distrust', 'shutdown'])
export type WorkerCommandName = z.infer<typeof WorkerCommandNameSchema>
export const WorkerCommand = z.object({ workerId: Id, command: WorkerCommandNameSchema })

export const JobPhaseSchema = z.enum(['feeding', 'working', 'merging', 'done', 'cancelled', 'failed'])
export type JobPhase = z.infer<typeof JobPhaseSchema>

/** One tile of the live grid. */
export const WorkerView = z.object({
  workerId: Id,
  name: z.string(),
  /** A faculty page's own node; it steps back when others come, so it must not take itself for another. */
  isLocal: z.boolean(),
  backend: BackendSchema,
  transport: z.enum(['peer', 'http', 'local', 'none']),
  /** `barred`: its answers did not hold, and it gets no more work. */
  status: z.enum(['idle', 'working', 'paused', 'standing-by', 'resting', 'gone', 'barred']),
  /** Who or what keeps it from working; empty when nothing does. */
  pausedBy: z.array(z.enum(['faculty', 'volunteer', 'hidden', 'battery', 'break', 'stand-by'])),
  /** When it comes back by itself, from a rest of either kind. */
  restsUntil: z.number().nullable(),
  isTrusted: z.boolean(),
  unitsDone: z.number().int(),
  framesDone: z.number().int(),
  failures: z.number().int(),
  medianUnitMs: z.number().nullable(),
  /** Its speed alone, measured; null before its first unit. */
  framesPerS: z.number().nullable(),
  /** Above 1 it is slower than at first: a device gets warm. */
  slowdown: z.number(),
  holds: z.number().int(),
  load: z.number(),
  batteryPct: z.number().nullable(),
  isCharging: z.boolean().nullable(),
  isVisible: z.boolean(),
  /** Reports that others or a witness confirmed, and those that turned out wrong; null where nobody checks. */
  checks: z.object({ verified: z.number().int(), disputed: z.number().int() }).nullable(),
})
export type WorkerView = z.infer<typeof WorkerView>

/** Everything the live view draws; sent when something changed, at most four times a second. */
export const SessionView = z.object({
  sessionId: Id,
  workers: z.array(WorkerView),
  job: z
    .object({
      jobId: Id,
      phase: JobPhaseSchema,
      failure: z.string().nullable(),
      mode: ModeSchema,
      operation: OperationSchema,
      hasFeeder: z.boolean(),
      units: z.object({
        total: z.number(),
        done: z.number(),
        leased: z.number(),
        failed: z.number(),
        stored: z.number(),
      }),
      frames: z.object({
        offered: z.number(),
        skipped: z.number(),
        undecodable: z.number(),
        described: z.number(),
        failed: z.number(),
      }),
      facesFound: z.number(),
      /** Seconds until done as predicted from measured speeds; null while nothing is known. */
      remainingS: z.number().nullable(),
      /** Two times in three it ends between these. */
      remainingRangeS: z.object({ leastS: z.number(), mostS: z.number() }).nullable(),
      startedAt: z.number(),
      /** Frames described a second since the start, in equal steps; null once the job has ended. */
      pace: z.object({ stepS: z.number(), framesPerS: z.array(z.number()) }).nullable(),
      /** What the devices at work would do together, each alone with its frames. */
      soloFramesPerS: z.number(),
      /** What the grid did of that in the last minute, 0..1; null while too little was done to tell. */
      efficiency: z.number().nullable(),
      media: z.array(
        z.object({
          mediaId: Id,
          name: z.string(),
          durationS: z.number().nullable(),
          decodedToS: z.number(),
          isComplete: z.boolean(),
          decoder: z.enum(['webcodecs', 'ffmpeg', 'photos']).nullable(),
        }),
      ),
    })
    .nullable(),
  /** Plain sentences, newest last, at most 50: "Pixel 8 joined (WebGL)". */
  events: z.array(z.object({ at: z.number(), text: z.string() })),
})
export type SessionView = z.infer<typeof SessionView>

/** Sent by a faculty page. */
export interface FromFaculty {
  'session:watch': (session: z.infer<typeof SessionName>, answer: (answer: Answer<SessionView>) => void) => void
  'job:open': (open: z.input<typeof JobOpen>, answer: (answer: Answer<{ jobId: string }>) => void) => void
  /** This page holds the frames from now on; a second page takes the place of the first. */
  'job:feed': (job: z.infer<typeof JobName>, answer: (answer: Answer) => void) => void
  'job:cancel': (job: z.infer<typeof JobName>, answer: (answer: Answer) => void) => void
  /** From now on the work is balanced that way; what devices hold they keep. */
  'job:mode': (mode: z.infer<typeof JobMode>, answer: (answer: Answer) => void) => void
  /** Every file has been offered to its end: when the last unit is done, so is the job. */
  /** The recording will not come back: the job ends with the frames that arrived. Refused while a page feeds it. */
  'job:finish': (job: z.infer<typeof JobName>, answer: (answer: Answer) => void) => void
  'job:complete': (job: z.infer<typeof JobName>, answer: (answer: Answer) => void) => void
  'media:open': (media: z.input<typeof MediaOpen>, answer: (answer: Answer<MediaOpened>) => void) => void
  'media:progress': (progress: z.infer<typeof MediaProgress>) => void
  'media:done': (done: z.infer<typeof MediaDone>, answer: (answer: Answer) => void) => void
  'unit:offer': (unit: UnitOffer, answer: (answer: Answer<{ unitId: string }>) => void) => void
  'worker:command': (command: z.infer<typeof WorkerCommand>, answer: (answer: Answer) => void) => void
  'signal:send': (signal: SignalOut) => void
}

/** Sent to a faculty page. */
export interface ToFaculty {
  'session:view': (view: SessionView) => void
  'signal:received': (signal: SignalIn) => void
  /** The register may have changed: fetch the report again. */
  'report:changed': (session: z.infer<typeof SessionName>) => void
}
