import { assertNever } from '@/lib/core/assert-never'
import type { ShareOfWork } from '@/lib/protocol/volunteer'
import type { EngineInfo } from '@/lib/worker/engine/engine'
import type { NodePhase, PausedBy, RefusedReason, StoppedReason, Tally, Transport } from '@/lib/worker/node/node-state'

/** `doing` is what the device does, in five words; `more` is what a person may want to know or do about it. */
export interface PhaseWords {
  readonly doing: string
  readonly more: string | null
}

/** @param job the coordinator's word on the job, if it said anything. */
export function describePhase(phase: NodePhase, job?: ShareOfWork['phase']): PhaseWords {
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
      return WAITING[job ?? 'waiting-for-job']
    case 'working':
      return { doing: 'Looking for faces in pictures', more: 'Keep this page open and the screen on.' }
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

const WAITING: Readonly<Record<ShareOfWork['phase'], PhaseWords>> = {
  'waiting-for-job': { doing: 'Waiting for the first pictures', more: 'It starts by itself. Keep this page open.' },
  working: { doing: 'Waiting for more pictures', more: 'It goes on by itself. Keep this page open.' },
  done: { doing: 'All pictures are done', more: 'Thank you! You can close this page, or keep it open for the next.' },
}

const UNREACHABLE =
  'The computer that runs Muster does not answer. Check that this device is in the same network. Finished work is kept and sent later.'

const PAUSED: Readonly<Record<PausedBy, PhaseWords>> = {
  you: { doing: 'Paused by you', more: 'What was not finished has gone to other devices.' },
  faculty: { doing: 'Paused by your teacher', more: 'It goes on by itself when your teacher says so.' },
  coordinator: { doing: 'Asked to wait a moment', more: 'It goes on by itself.' },
  hidden: { doing: 'Paused in the background', more: 'It goes on when you look at this page.' },
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

/** The thanks at the end: what this device did, counted honestly, also when it was nothing. */
export function describeThanks({ framesDone, facesFound }: Tally): string {
  if (framesDone === 0) return 'This device did not get to any pictures this time.'
  return `This device looked at ${count(framesDone, 'picture')} and found ${count(facesFound, 'face')}.`
}

export const count = (value: number, thing: string): string =>
  `${value.toLocaleString('en')} ${thing}${value === 1 ? '' : 's'}`
