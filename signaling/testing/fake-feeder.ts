import { io, type Socket } from 'socket.io-client'
import type { MediaOpened, SessionView } from '../../lib/protocol/faculty'
import type { Answer } from '../../lib/protocol/unread'
import type { Mode } from '../../lib/protocol/unit'
import { PROTOCOL_VERSION } from '../../lib/protocol/version'
import { ask, connected } from './fake-volunteer'
import { syntheticFrames } from './synthetic-faces'
import { SESSION, TEACHER } from './test-grid'

export const FRAMES_PER_UNIT = 4

/** A faculty page without a video: it offers units of frames that exist only as numbers. */
export interface FakeFeeder {
  readonly socket: Socket
  readonly jobId: string
  readonly mediaId: string
  readonly opened: MediaOpened
  readonly views: SessionView[]
  offer(index: number): Promise<Answer<{ unitId: string }>>
  /** Offers units 0 … count - 1, tells the totals, and that this was all. */
  offerAll(count: number, totals?: { skipped: number; undecodable: number }): Promise<void>
  /** Resolves with the first view, from the latest on, that is as asked for. */
  viewWhere(isAsAsked: (view: SessionView) => boolean): Promise<SessionView>
}

export async function connectFaculty(url: string, cookie = `user=${TEACHER}`): Promise<Socket> {
  const socket = io(`${url}/faculty`, {
    ...{ auth: { protocolVersion: PROTOCOL_VERSION }, extraHeaders: { cookie } },
    ...{ transports: ['websocket'], forceNew: true, reconnection: false },
  })
  await connected(socket)
  return socket
}

/** A faculty page that only looks. */
export type Watcher = Pick<FakeFeeder, 'socket' | 'views' | 'viewWhere'>

export async function startWatching(url: string, cookie?: string): Promise<Watcher> {
  const socket = await connectFaculty(url, cookie)
  const views: SessionView[] = []
  let onView = (): void => {}
  socket.on('session:view', (view: SessionView) => {
    views.push(view)
    onView()
  })
  const answer = await ask<SessionView>(socket, 'session:watch', { sessionId: SESSION })
  if (!answer.ok) throw new Error(`session:watch was refused: ${answer.error}`)
  views.push(answer.value)
  const viewWhere: Watcher['viewWhere'] = (isAsAsked) =>
    new Promise((resolve) => {
      onView = () => {
        const latest = views.at(-1)
        if (latest && isAsAsked(latest)) resolve(latest)
      }
      onView()
    })
  return { socket, views, viewWhere }
}

export async function startFeeding(
  url: string,
  { mode = 'dynamic', cookie }: { mode?: Mode; cookie?: string } = {},
): Promise<FakeFeeder> {
  const { socket, views, viewWhere } = await startWatching(url, cookie)
  const must = async <Value>(event: string, payload: unknown): Promise<Value> => {
    const answer = await ask<Value>(socket, event, payload)
    if (!answer.ok) throw new Error(`${event} was refused: ${answer.error}`)
    return answer.value
  }
  const { jobId } = await must<{ jobId: string }>('job:open', { sessionId: SESSION, mode, sampleFps: 2 })
  await must('job:feed', { jobId })
  const opened = await must<MediaOpened>('media:open', {
    ...{ jobId, key: 'clip.mp4:1:1', name: 'clip.mp4', kind: 'video', durationS: 600 },
  })
  const { mediaId } = opened
  const offer = (index: number) =>
    ask<{ unitId: string }>(socket, 'unit:offer', {
      ...{ jobId, mediaId, index, checksum: index },
      frames: syntheticFrames(index * FRAMES_PER_UNIT * 0.5, FRAMES_PER_UNIT),
    })
  return {
    ...{ socket, jobId, mediaId, opened, views, viewWhere, offer },
    offerAll: async (count, { skipped, undecodable } = { skipped: 3, undecodable: 1 }) => {
      for (let index = 0; index < count; index++) await offer(index)
      const offered = count * FRAMES_PER_UNIT + skipped + undecodable
      const totals = { jobId, mediaId, decodedToS: 600, offered, skipped, undecodable, decoder: 'webcodecs' }
      await must('media:done', { ...totals, durationS: 600 })
      await must('job:complete', { jobId })
    },
  }
}

/** Watches as a page does that was opened anew. */
export async function untilPhase(url: string, cookie: string, phase: string): Promise<void> {
  const socket = await connectFaculty(url, cookie)
  await new Promise<void>((resolve, reject) => {
    const look = (view: SessionView): void => {
      if (view.job?.phase === phase) resolve()
    }
    socket.on('session:view', look)
    ask<SessionView>(socket, 'session:watch', { sessionId: SESSION }).then(
      (answer) => (answer.ok ? look(answer.value) : reject(new Error(answer.error))),
      reject,
    )
  })
  socket.disconnect()
}
