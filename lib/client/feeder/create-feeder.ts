import type { IceServer } from '../../protocol/volunteer'
import type { Mode } from '../../protocol/unit'
import type { SessionView } from '../../protocol/faculty'
import { observePace, remainingS, unknownPace } from '../../core/video/time-left'
import type { FacultySocket } from '../faculty-socket'
import { createCoordinatorLine, FeedEnded } from './coordinator-line'
import { feedMedia } from './feed-media'
import { inputsOf } from './feed-inputs'
import { type FeederState, type FileState, idleFeeder, newFileState } from './feeder-state'
import { createFeedKeeper } from './kept-feed'
import { createPress } from './press-frame'
import { servePeers } from './serve-peers'
import { createUnitSender } from './unit-sender'

export interface FeedChoice {
  readonly files: readonly File[]
  readonly mode: Mode
  /** Frames a second that are looked at; null leaves it to the length. */
  readonly sampleFps: number | null
}

export interface Feeder {
  readonly subscribe: (listener: () => void) => () => void
  readonly getState: () => FeederState
  /** Feeds files into the session's job: a new one, or the open one that waits for these very files. */
  readonly start: (choice: FeedChoice) => Promise<void>
  /** After a reload: goes on by itself where the page was, if the job still waits and the files are still there. */
  readonly resume: (job: SessionView['job']) => Promise<void>
  readonly cancel: () => Promise<void>
  /** A unit this page still holds; null once the coordinator has its copy. For the page's own worker node. */
  readonly readUnit: (unitId: string) => Promise<Uint8Array | null>
  readonly stop: () => void
}

/** The peer that holds the frames. One per session page; it feeds one job at a time. */
export function createFeeder({
  socket,
  sessionId,
  iceServers = [],
}: {
  readonly socket: FacultySocket
  readonly sessionId: string
  readonly iceServers?: readonly IceServer[]
}): Feeder {
  let state: FeederState = idleFeeder
  let run: { readonly abort: AbortController; readonly sender: ReturnType<typeof createUnitSender> } | null = null
  const listeners = new Set<() => void>()
  const keeper = createFeedKeeper(sessionId)
  const set = (change: Partial<FeederState>) => {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }
  const readUnit = (unitId: string) => Promise.resolve(run?.sender.read(unitId) ?? null)
  const peers = servePeers(socket, { iceServers, readUnit, onCount: (peerCount) => set({ peerCount }) })
  // A link that was lost and came back is a new one to the coordinator: say again who holds the frames.
  const stopFeedNotice = socket.onOpen(() => {
    const isFeeding = state.phase.type === 'feeding' || state.phase.type === 'uploading'
    if (state.jobId && isFeeding) void socket.request('job:feed', { jobId: state.jobId })
  })

  const start = async ({ files, mode, sampleFps }: FeedChoice) => {
    run?.abort.abort()
    run?.sender.stop()
    releasePreviews(state.files)
    const inputs = inputsOf(files)
    const abort = new AbortController()
    let pace = unknownPace
    const sender = createUnitSender(({ storedBytes, totalBytes }) => {
      pace = observePace(pace, performance.now(), storedBytes)
      set({ upload: { storedBytes, totalBytes, remainingS: remainingS(pace, totalBytes) } })
    })
    const mine = { abort, sender }
    run = mine
    set({
      ...idleFeeder,
      phase: { type: 'feeding' },
      files: inputs.map(({ key, name }) => newFileState(key, name)),
      peerCount: state.peerCount,
    })
    const coordinator = createCoordinatorLine(socket, abort.signal)
    const isCurrent = () => run === mine
    try {
      const { jobId } = await coordinator.ask('job:open', { sessionId, mode, sampleFps })
      set({ jobId })
      await coordinator.ask('job:feed', { jobId })
      // The copy may take a while for a long recording; decoding doesn't wait for it.
      void keeper.keep({ jobId, mode, sampleFps, files })
      const press = createPress()
      let readable = 0
      for (const input of inputs) {
        const show = (change: Partial<FileState>) => {
          if (isCurrent())
            set({ files: state.files.map((file) => (file.key === input.key ? { ...file, ...change } : file)) })
        }
        const tools = { jobId, sampleFps, coordinator, sender, press, keeper, signal: abort.signal, show }
        if (await feedMedia(input, tools)) readable += 1
        if (abort.signal.aborted) return
      }
      if (readable === 0) return await giveUp(jobId)
      await coordinator.ask('job:complete', { jobId })
      if (isCurrent()) set({ phase: { type: 'uploading' } })
      await sender.isEmpty()
      if (!isCurrent() || abort.signal.aborted) return
      set({ phase: { type: 'fed' } })
      await keeper.forget()
    } catch (error) {
      if (!(error instanceof FeedEnded)) throw error
      if (isCurrent() && error.reason === 'refused') {
        sender.stop()
        set({
          phase: { type: 'failed', sentence: 'The job was ended from elsewhere. What was recognised before is kept.' },
        })
        await keeper.forget()
      }
    }
  }

  /** Nothing of what was chosen can be read: the job would wait for ever. */
  const giveUp = async (jobId: string) => {
    const sentence = state.files.map(({ stage }) => (stage.type === 'refused' ? stage.sentence : null)).find(Boolean)
    set({ phase: { type: 'failed', sentence: sentence ?? 'There is nothing to look at in what you chose.' } })
    await socket.request('job:cancel', { jobId })
    await keeper.forget()
  }

  return {
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    getState: () => state,
    start,
    resume: async (job) => {
      if (run || job?.phase !== 'feeding') return
      const kept = await keeper.load()
      if (run || kept?.jobId !== job.jobId) return
      await start(kept)
    },
    cancel: async () => {
      const { jobId } = state
      run?.abort.abort()
      run?.sender.stop()
      set({ phase: { type: 'cancelled' } })
      await keeper.forget()
      if (jobId) await socket.request('job:cancel', { jobId })
    },
    readUnit,
    stop: () => {
      run?.abort.abort()
      run?.sender.stop()
      run = null
      stopFeedNotice()
      peers.stop()
      releasePreviews(state.files)
    },
  }
}

function releasePreviews(files: readonly FileState[]): void {
  for (const { previewUrl } of files) if (previewUrl) URL.revokeObjectURL(previewUrl)
}
