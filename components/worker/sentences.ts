import { assertNever } from '@/lib/core/assert-never'
import type { ShareOfWork } from '@/lib/protocol/volunteer'
import type { DeviceLook } from '@/lib/worker/node/ports'
import type { EngineInfo } from '@/lib/worker/engine/engine'
import type {
  NodePhase,
  PausedByPerson,
  RefusedReason,
  StoppedReason,
  Tally,
  Transport,
} from '@/lib/worker/node/node-state'

/** `doing` is what the device does, in five words; `more` is what a person may want to know or do about it. */
export interface PhaseWords {
  readonly doing: string
  readonly more: string | null
}

/** @param share the coordinator's word on the job, if it said anything. */
export function describePhase(phase: NodePhase, share: ShareOfWork | null = null): PhaseWords {
  switch (phase.type) {
    case 'idle':
      return { doing: 'Ready when you are', more: null }
    case 'preparing':
      return phase.preparation.step === 'calibrating'
        ? { doing: 'Trying out this device', more: describeCalibration(phase.preparation) }
        : { doing: 'Getting the face models', more: describeDownload(phase.preparation) }
    case 'connecting':
      return { doing: 'Connecting to the class', more: phase.failedAttempts > 1 ? UNREACHABLE : null }
    case 'waiting':
      return WAITING[share?.waitsFor ?? 'job']
    case 'working':
      return { doing: 'Looking for faces in pictures', more: 'Keep this page open.' }
    case 'paused':
      return PAUSED[phase.by]
    case 'reconnecting':
      return { doing: 'Connection lost, trying again', more: phase.failedAttempts > 1 ? UNREACHABLE : null }
    case 'stopped':
      return STOPPED[phase.reason]
    case 'refused':
      return REFUSED[phase.reason]
    default:
      return assertNever(phase)
  }
}

const WAITING: Readonly<Record<ShareOfWork['waitsFor'], PhaseWords>> = {
  job: { doing: 'Waiting for the first pictures', more: 'It starts by itself. Keep this page open.' },
  frames: { doing: 'Waiting for more pictures', more: 'The recording is still being read. Keep this page open.' },
  turn: { doing: 'Waiting for its turn', more: 'Other devices get to the next pictures sooner. Keep this page open.' },
  others: {
    doing: 'Waiting for the others',
    more: 'Every picture is given out. If a device is late, this one steps in.',
  },
  nothing: { doing: 'All done. Thank you!', more: 'You can close this page, or keep it open for the next.' },
}

const UNREACHABLE =
  'The computer that runs Muster does not answer. Check that this device is in the same network. Finished work is kept and sent later.'

const PAUSED: Readonly<Record<PausedByPerson, PhaseWords>> = {
  you: { doing: 'Paused by you', more: 'What was not finished has gone to other devices.' },
  faculty: { doing: 'Paused by your teacher', more: 'It goes on by itself when your teacher says so.' },
  hidden: { doing: 'Paused in the background', more: 'It goes on when you look at this page.' },
  charger: { doing: 'Waiting for the charger', more: 'You chose to help only while charging. It goes on by itself.' },
  battery: { doing: 'Resting, the battery is low', more: 'It goes on when this device is charging.' },
}

const STOPPED: Readonly<Record<StoppedReason, PhaseWords>> = {
  you: { doing: 'Stopped. Thank you!', more: null },
  'session-over': { doing: 'All done. Thank you!', more: 'The session is over. You can close this page.' },
  removed: {
    doing: 'Your teacher ended your part',
    more: 'This device gets no more pictures. Thank you for what it did. You can close this page.',
  },
  'replaced-by-reload': { doing: 'Loading the new version', more: 'It goes on by itself.' },
}

const REFUSED: Readonly<Record<RefusedReason, PhaseWords>> = {
  'unknown-code': {
    doing: 'This code opens nothing',
    more: 'It may be mistyped, or its session is over. Compare it with the one on the big screen.',
  },
  'protocol-mismatch': {
    doing: 'This page is too old',
    more: 'Muster was updated and this browser keeps an older page. Close it and open the link again.',
  },
  'model-mismatch': {
    doing: 'The face models do not match',
    more: 'Muster has other models than this browser got. Close this page and open the link again.',
  },
  'not-signed-in': {
    doing: 'You are not signed in',
    more: 'Only the teacher of this session can let this page help. Sign in and open it again.',
  },
  'sign-in-needed': {
    doing: 'Only signed-in people may help',
    more: 'The teacher of this class takes help only from people who are signed in. Sign in on this device and open the link again.',
  },
  'approval-needed': {
    doing: 'Only approved devices may help',
    more: 'The teacher of this class takes help only from devices that were approved before. Nothing left this device; you can close the page.',
  },
  'engine-failed': {
    doing: 'This browser can not help',
    more: 'It could not run the face models. Nothing is lost: other devices do its share. A current Chrome, Edge, Firefox or Safari may work.',
  },
}

const MEGABYTE = 1_000_000

function describeDownload({ loadedBytes, totalBytes }: { loadedBytes: number; totalBytes: number }): string {
  if (totalBytes === 0) return 'Only the first time.'
  return `${megabytes(loadedBytes)} of ${megabytes(totalBytes)} MB. Only the first time.`
}

const describeCalibration = ({ done, total }: { done: number; total: number }): string =>
  `A few seconds: step ${Math.min(done + 1, total)} of ${total}.`

const megabytes = (bytes: number): string => (bytes / MEGABYTE).toFixed(1)

const BACKENDS: Readonly<Record<EngineInfo['backend'], string>> = {
  webgpu: 'graphics chip (WebGPU)',
  webgl: 'graphics chip (WebGL)',
  wasm: 'processor (WASM)',
  cpu: 'processor (slow)',
}
const PATHS: Readonly<Record<Transport, string>> = {
  peer: 'straight from the teacher’s browser',
  http: 'from the Muster server',
  local: 'from this page',
  none: 'none yet',
}

export const describeBackend = (engine: EngineInfo | null): string =>
  engine ? BACKENDS[engine.backend] : 'not chosen yet'
export const describePath = (transport: Transport): string => PATHS[transport]

export const describeShare = (share: ShareOfWork | null): string =>
  share && share.unitsDone > 0
    ? `${Math.round((Math.min(share.unitsDoneByYou, share.unitsDone) / share.unitsDone) * 100)} % of what is done`
    : 'nothing done yet'

/** Null where the browser does not tell. */
export const describeBattery = ({ batteryPct, isCharging }: DeviceLook): string | null =>
  batteryPct === null
    ? null
    : `${batteryPct} %${isCharging === null ? '' : isCharging ? ', charging' : ', not charging'}`

/** From here on slower units are a trend and not the ordinary up and down. */
const WARM = 1.25
export const describeWarmth = (slowdown: number): string =>
  slowdown < WARM ? 'as quick as at first' : `${slowdown.toFixed(1)} × slower, it may be warm`

/** The thanks at the end: what this device did, counted honestly, also when it was nothing. */
export function describeThanks({ framesDone, facesFound }: Tally): string {
  if (framesDone === 0) return 'This device did not get to any pictures this time.'
  return `This device looked at ${count(framesDone, 'picture')} and found ${count(facesFound, 'face')}.`
}

export const count = (value: number, thing: string): string =>
  `${value.toLocaleString('en')} ${thing}${value === 1 ? '' : 's'}`
