import type { Instant, SessionId } from '../lib/core/ids'
import type { Backend } from '../lib/protocol/volunteer'

/** The latest plain sentences of each session, for the live view. Kept in memory: after a restart they start anew. */
export interface SessionNews {
  say(sessionId: SessionId, at: Instant, text: string): void
  of(sessionId: SessionId): readonly { readonly at: number; readonly text: string }[]
  forget(sessionId: SessionId): void
}

const MAX_SENTENCES = 50

export function createSessionNews(onChange: (sessionId: SessionId) => void): SessionNews {
  const sentences = new Map<SessionId, { at: number; text: string }[]>()
  return {
    say: (sessionId, at, text) => {
      const own = sentences.get(sessionId) ?? []
      sentences.set(sessionId, [...own, { at, text }].slice(-MAX_SENTENCES))
      onChange(sessionId)
    },
    of: (sessionId) => sentences.get(sessionId) ?? [],
    forget: (sessionId) => {
      sentences.delete(sessionId)
    },
  }
}

const backendWords: Record<Backend, string> = { webgpu: 'WebGPU', webgl: 'WebGL', wasm: 'WASM', cpu: 'CPU' }

export const sentences = {
  joined: (name: string, backend: Backend) => `${name} joined (${backendWords[backend]})`,
  left: (name: string) => `${name} left`,
  lost: (name: string, held: number) =>
    held > 0 ? `${name} is gone; its ${held === 1 ? 'unit goes' : `${held} units go`} to others` : `${name} is gone`,
  rests: (name: string, seconds: number) => `${name} failed repeatedly and rests for ${seconds} s`,
  removed: (name: string) => `${name} was sent away`,
  paused: {
    faculty: (name: string) => `${name} was paused`,
    volunteer: (name: string) => `${name} paused`,
    hidden: (name: string) => `${name} went to the background and handed its waiting units back`,
    battery: (name: string) => `${name} stopped to spare its battery`,
    break: (name: string) => `${name} rests for five minutes`,
    'stand-by': (name: string) => `${name} waits: others are at work`,
  },
  resumed: {
    faculty: (name: string) => `${name} may work again`,
    volunteer: (name: string) => `${name} works again`,
    hidden: (name: string) => `${name} is back in the foreground`,
    battery: (name: string) => `${name} is charging and works again`,
    break: (name: string) => `${name} has rested and works again`,
    'stand-by': (name: string) => `${name} steps in: nobody else is at work`,
  },
  standsBy: (name: string) => `${name} stands by and works only when nobody else can`,
  trusted: (name: string) => `${name} is trusted now; its word needs no second opinion`,
  distrusted: (name: string) => `${name} is a volunteer like the others again`,
  modeChanged: {
    dynamic: 'From now on devices take work when they are free (dynamic)',
    weighted: 'From now on work is dealt by speed (weighted)',
    static: 'From now on work is dealt in equal shares (static)',
  },
  jobOpened: 'The job was opened; frames are on their way',
  jobGoesOn: 'The coordinator restarted; the job goes on where it was',
  fed: 'The page with the video is connected',
  feederGone: (missing: number) =>
    missing === 0
      ? 'The page with the video is gone; the job goes on from the stored frames'
      : `The page with the video is gone; the job goes on from the stored frames and waits for ${missing === 1 ? '1 unit' : `${missing} units`} that only that page has`,
  allOffered: (open: number) =>
    open === 0
      ? 'All frames are in and described'
      : `All frames are in; ${open === 1 ? '1 unit' : `${open} units`} to go`,
  leftOut: (count: number) =>
    `The job finishes with what is there; ${count === 1 ? '1 unit' : `${count} units`} never arrived`,
  unitGivenUp: (position: number, reason: string) => `Unit ${position + 1} was given up: ${reason}`,
  barred: (name: string) => `${name} gave answers that do not hold; it gets no more work`,
  nobodyLeft:
    'No device is left whose answers count: this page works while it is open, or let another device join or trust one',
  reopened: (name: string | null, count: number) =>
    `${count === 1 ? '1 unit' : `${count} units`} of ${name ?? 'a device that left'} ${count === 1 ? 'is' : 'are'} done again`,
  refuted: (name: string, count: number) =>
    `${name} reported ${count === 1 ? 'a face' : `${count} faces`} that a second look did not find`,
  merging: 'Every unit is settled; the register is being written',
  done: 'The register is ready',
  examined: 'Every picture was looked at',
  cancelled: 'The job was cancelled',
  failed: (sentence: string) => `The job failed: ${sentence}`,
} as const
