import { observePace, remainingS, unknownPace } from '../../core/video/time-left'
import type { SessionView } from '../../protocol/faculty'
import type { Mode, Operation } from '../../protocol/unit'
import type { IceServer } from '../../protocol/volunteer'
import type { FacultySocket } from '../faculty-socket'
import { createCoordinatorLine, FeedEnded } from './coordinator-line'
import { cameraInput, inputsOf, type FeedInput } from './feed-inputs'
import { feedMedia } from './feed-media'
import { idleFeeder, newFileState, type FeederState, type FileState } from './feeder-state'
import type { FrameReader } from './frame-reader'
import { createFeedKeeper } from './kept-feed'
import { servePeers } from './serve-peers'
import { createUnitSender, type UnitSender } from './unit-sender'

export interface FeedChoice {
  readonly files: readonly File[]
  /** A camera that has been allowed (`openCamera`); it comes after the files. */
  readonly camera?: MediaStream
  readonly mode: Mode
  readonly operation: Operation
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
  /** Ends a camera; the job goes on to its register. */
  readonly finishCamera: () => void
  /** Takes the roll from what an interrupted job has got, when its recording is gone for good. */
  readonly finishWithout: (jobId: string) => Promise<void>
  /** Cancels what this page feeds, or else the session's job that another page has left behind. */
  readonly cancel: (openJobId: string | null) => Promise<void>
  /** A unit this page still holds; null when only the coordinator has it. For the page's own worker node. */
  readonly readUnit: (unitId: string) => Promise<Uint8Array | null>
  readonly stop: () => void
}

interface Run {
  readonly abort: AbortController
  readonly sender: UnitSender
  reader: FrameReader | null
}

/** The peer that holds the frames. One per session page; it feeds one job at a time. */
export function createFeeder({
  socket,
  sessionId,
  iceServers,
}: {
  readonly socket: FacultySocket
  readonly sessionId: string
  readonly iceServers: readonly IceServer[]
}): Feeder {
  let state: FeederState = idleFeeder
  let run: Run | null = null
  let isStopped = false
  const listeners = new Set<() => void>()
  const keeper = createFeedKeeper(sessionId)
  const set = (change: Partial<FeederState>) => {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }
  const readUnit = async (unitId: string) => (await run?.sender.read(unitId)) ?? null
  const peers = servePeers(socket, { iceServers, readUnit, onCount: (peerCount) => set({ peerCount }) })
  // A link that was lost and came back is a new one to the coordinator: say again who holds the frames. After the last
  // copy too, as long as the job runs: peers go on asking.
  const stopFeedNotice = socket.onOpen(() => {
    const hasFrames = ['feeding', 'uploading', 'fed'].includes(state.phase.type)
    if (state.jobId && hasFrames) void socket.request('job:feed', { jobId: state.jobId })
  })

  function endRun() {
    run?.abort.abort()
    run?.sender.stop()
    run = null
  }

  function beginRun(inputs: readonly FeedInput[]): Run {
    endRun()
    releasePreviews(state.files)
    let pace = unknownPace
    const sender = createUnitSender(({ storedBytes, totalBytes }) => {
      if (run?.sender !== sender) return
      pace = observePace(pace, performance.now(), storedBytes)
      set({ upload: { storedBytes, totalBytes, remainingS: remainingS(pace, totalBytes) } })
    })
    run = { abort: new AbortController(), sender, reader: null }
    const files = inputs.map(({ key, name }) => newFileState(key, name))
    set({ ...idleFeeder, phase: { type: 'feeding' }, files, peerCount: state.peerCount })
    return run
  }

  async function start({ files, camera, mode, operation, sampleFps }: FeedChoice): Promise<void> {
    const inputs = [...inputsOf(files), ...(camera ? [cameraInput(camera, new Date())] : [])]
    const mine = beginRun(inputs)
    const { abort, sender } = mine
    const coordinator = createCoordinatorLine(socket, abort.signal)
    try {
      const { jobId } = await coordinator.ask('job:open', { sessionId, mode, operation, sampleFps })
      if (run !== mine) return
      set({ jobId })
      await coordinator.ask('job:feed', { jobId })
      // The copy may take a while for a long recording; decoding doesn't wait for it.
      void keeper.keep({ jobId, mode, operation, sampleFps, files, keptAt: Date.now() })
      let readableCount = 0
      for (const input of inputs) {
        const show = (change: Partial<FileState>) => {
          if (run !== mine) return
          set({ files: state.files.map((file) => (file.key === input.key ? { ...file, ...change } : file)) })
        }
        const onReader = (reader: FrameReader | null) => void (mine.reader = reader)
        const tools = { jobId, operation, sampleFps, coordinator, sender, keeper, signal: abort.signal, show, onReader }
        if (await feedMedia(input, tools)) readableCount += 1
        if (run !== mine) return
      }
      if (readableCount === 0) return await giveUp(jobId)
      // Complete only when every copy is there: until then a reload may still have to bring some of them.
      set({ phase: { type: 'uploading' } })
      await sender.isEmpty()
      if (run !== mine) return
      await coordinator.ask('job:complete', { jobId })
      if (run !== mine) return
      set({ phase: { type: 'fed' } })
      await keeper.forget()
    } catch (error) {
      if (run !== mine) return
      endRun()
      await keeper.forget()
      set({ phase: { type: 'failed', sentence: sentenceFor(error) } })
      // A bug, not an outcome: the page says that it stopped, the console says why.
      if (!(error instanceof FeedEnded)) throw error
    } finally {
      for (const track of camera?.getTracks() ?? []) track.stop()
    }
  }

  /** Nothing of what was chosen can be read: the job would wait for ever. */
  async function giveUp(jobId: string): Promise<void> {
    const sentence = state.files.map(({ stage }) => (stage.type === 'refused' ? stage.sentence : null)).find(Boolean)
    endRun()
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
      if (run || job?.phase !== 'feeding' || job.hasFeeder) return
      const kept = await keeper.load()
      if (run || isStopped || kept?.jobId !== job.jobId || kept.files.length === 0) return
      await start(kept)
    },
    finishCamera: () => run?.reader?.finish(),
    finishWithout: async (jobId) => {
      endRun()
      await keeper.forget()
      await socket.request('job:finish', { jobId })
    },
    cancel: async (openJobId) => {
      const jobId = (run && state.jobId) ?? openJobId
      endRun()
      set({ phase: { type: 'cancelled' } })
      await keeper.forget()
      if (jobId) await socket.request('job:cancel', { jobId })
    },
    readUnit,
    stop: () => {
      isStopped = true
      endRun()
      stopFeedNotice()
      peers.stop()
      releasePreviews(state.files)
    },
  }
}

const sentenceFor = (error: unknown): string =>
  error instanceof FeedEnded
    ? 'The job was ended from elsewhere. What was recognised before is kept.'
    : 'Reading stopped because something in this page broke. Reload it and choose the same file: it goes on where it was.'

function releasePreviews(files: readonly FileState[]): void {
  for (const { previewUrl } of files) if (previewUrl) URL.revokeObjectURL(previewUrl)
}
