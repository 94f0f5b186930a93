import { z } from 'zod'
import { type UnitReport } from './report'
import { SignalIn, type SignalOut } from './signal'
import type { Answer } from './unread'
import { FrameInfoSchema, Id, MAX_FRAMES_PER_UNIT, OperationSchema } from './unit'

/** Socket.IO namespace of worker nodes: phones and lab browsers, and the faculty page when it helps. */
export const VOLUNTEER_NAMESPACE = '/volunteer'

/** What a node shows when it connects (Socket.IO `auth`). The device key stays on the device and proves it is the same one. */
export const VolunteerAuth = z.object({
  code: z.string().min(4).max(16),
  deviceKey: z.string().min(16).max(128),
})
export type VolunteerAuth = z.infer<typeof VolunteerAuth>

export const BackendSchema = z.enum(['webgpu', 'webgl', 'wasm', 'cpu'])
export type Backend = z.infer<typeof BackendSchema>

/** What fits a tile. */
export const MAX_NAME_LENGTH = 60

export const WorkerHello = z.object({
  protocolVersion: z.number().int(),
  modelVersion: z.string().max(80),
  /** Shown to faculty; "Firefox on Android" unless the volunteer chose another. */
  name: z.string().min(1).max(MAX_NAME_LENGTH),
  backend: BackendSchema,
  /** One calibration frame through the engine, in ms: the first guess of this worker's speed. */
  calibrationMs: z.number().min(0).max(600_000),
  /** Groups devices whose arithmetic agrees (backend + a probe's rounding); comparing reports needs it. */
  numericClass: z.string().max(80),
  /** The faculty page's own node; it reads frames from the feeder beside it. Refused without a faculty cookie. */
  isLocal: z.boolean(),
})
export type WorkerHello = z.infer<typeof WorkerHello>

export const WorkerState = z.object({
  isVisible: z.boolean(),
  /** The volunteer pressed pause: no new leases until it is false again. */
  isPaused: z.boolean().optional(),
  batteryPct: z.number().min(0).max(100).nullable(),
  isCharging: z.boolean().nullable(),
  /** Leases held, running one included. */
  queueLength: z.number().int().min(0).max(64),
  /** Share of the last ten seconds spent working, 0..1. */
  load: z.number().min(0).max(1),
  /** Running median of unit time ÷ the first units' median; above 1 the device slows down (heat). */
  slowdown: z.number().min(0).max(1000),
  transport: z.enum(['peer', 'http', 'local', 'none']),
})
export type WorkerState = z.infer<typeof WorkerState>

export const LeaseGranted = z.object({
  leaseId: Id,
  unitId: Id,
  jobId: Id,
  operation: OperationSchema,
  frames: z.array(FrameInfoSchema).min(1).max(MAX_FRAMES_PER_UNIT),
  checksum: z.number().int().min(0).max(0xffffffff),
  /** How long until the lease runs out if no progress is told. */
  leaseMs: z.number().min(0).max(600_000),
  /** Whether the job's feeder is connected now, so that a peer path is worth trying. */
  hasFeeder: z.boolean(),
  /** Same-origin path that serves the payload to this lease once the coordinator has it; 425 until then. */
  payloadPath: z.string().max(300),
})
export type LeaseGranted = z.infer<typeof LeaseGranted>

export const LeaseName = z.object({ leaseId: Id })
export const UnitProgress = z.object({ leaseId: Id, framesDone: z.number().int().min(0).max(MAX_FRAMES_PER_UNIT) })
export const UnitFailed = z.object({
  leaseId: Id,
  reason: z.enum(['no-payload', 'bad-payload', 'engine-error', 'out-of-memory']),
})
export const WorkerLeaving = z.object({ reason: z.enum(['stopped', 'page-closed', 'hidden', 'battery']) })
export const ShareOfWork = z.object({
  phase: z.enum(['waiting-for-job', 'working', 'done']),
  /** What a device with nothing to do waits for: frames still to be read, its turn, or what others have in hand. */
  waitsFor: z.enum(['job', 'frames', 'turn', 'others', 'nothing']),
  unitsDoneByYou: z.number().int().min(0),
  framesDoneByYou: z.number().int().min(0),
  unitsDone: z.number().int().min(0),
  unitsTotal: z.number().int().min(0),
  workerCount: z.number().int().min(0),
})
export type ShareOfWork = z.infer<typeof ShareOfWork>
export const WorkerPaused = z.object({ by: z.enum(['faculty', 'coordinator']) })
export const ModelChanged = z.object({ modelVersion: z.string().max(80) })

/** Sent by a worker node. */
export interface FromVolunteer {
  'worker:hello': (
    hello: WorkerHello,
    answer: (answer: Answer<{ workerId: string; iceServers: readonly IceServer[] }>) => void,
  ) => void
  'worker:state': (state: WorkerState) => void
  /** Handed back, begun or not, because the volunteer paused or the page went to the background. Costs the unit nothing. */
  'lease:returned': (lease: z.infer<typeof LeaseName>) => void
  'worker:leaving': (leaving: z.infer<typeof WorkerLeaving>) => void
  'unit:started': (lease: z.infer<typeof LeaseName>) => void
  'unit:progress': (progress: z.infer<typeof UnitProgress>) => void
  'unit:report': (report: UnitReport, answer: (answer: Answer) => void) => void
  'unit:failed': (failed: z.infer<typeof UnitFailed>) => void
  'signal:send': (signal: SignalOut) => void
}

/** Sent to a worker node. */
export interface ToVolunteer {
  'lease:granted': (lease: LeaseGranted) => void
  'lease:revoked': (lease: z.infer<typeof LeaseName>) => void
  'worker:pause': (paused: z.infer<typeof WorkerPaused>) => void
  'worker:resume': (nothing: Record<string, never>) => void
  'worker:shutdown': (reason: { reason: 'session-over' | 'removed' | 'coordinator-stopping' }) => void
  'work:share': (share: ShareOfWork) => void
  'model:changed': (changed: z.infer<typeof ModelChanged>) => void
  'signal:received': (signal: SignalIn) => void
}

export const IceServerSchema = z.object({
  urls: z.union([z.string(), z.array(z.string())]),
  username: z.string().optional(),
  credential: z.string().optional(),
})
export type IceServer = z.infer<typeof IceServerSchema>
export { SignalIn }
