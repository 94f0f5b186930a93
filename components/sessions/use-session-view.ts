import { useEffect, useState } from 'react'
import { assertNever } from '@/lib/core/assert-never'
import { createFacultySocket, type FacultySocket, type Reply } from '@/lib/client/faculty-socket'
import type { Mode } from '@/lib/protocol/unit'
import { SessionView, type WorkerCommandName, type WorkerView } from '@/lib/protocol/faculty'

export type RoomLink = 'connecting' | 'open' | 'lost' | 'signed-out' | 'outdated' | 'gone'
/** Resolves to a sentence when it did not work. */
export type SendCommand = (workerId: WorkerView['workerId'], command: WorkerCommandName) => Promise<string | null>

/** Resolves to a sentence when it did not work. */
export type ChangeMode = (jobId: string, mode: Mode) => Promise<string | null>

export interface Room {
  /** The page's one line to the coordinator, shared with the feeder; null until the page is in the browser. */
  readonly socket: FacultySocket | null
  readonly view: SessionView | null
  readonly link: RoomLink
  /** Rises whenever the register may have changed. */
  readonly reportVersion: number
  readonly command: SendCommand
  readonly changeMode: ChangeMode
}

/** Watches a session for as long as the component lives, and again after every loss of the line. */
export function useSessionView(sessionId: string): Room {
  const [socket, setSocket] = useState<FacultySocket | null>(null)
  const [view, setView] = useState<SessionView | null>(null)
  const [link, setLink] = useState<RoomLink>('connecting')
  const [reportVersion, setReportVersion] = useState(0)

  useEffect(() => {
    const opened = createFacultySocket()
    const take = (payload: unknown) => {
      const read = SessionView.safeParse(payload)
      if (read.success && read.data.sessionId === sessionId) setView(read.data)
    }
    const watch = async () => {
      const answer = await opened.request('session:watch', { sessionId })
      if (answer.ok) {
        take(answer.value)
        // What changed while nobody was listening is in the register, too.
        setReportVersion((version) => version + 1)
      } else if (answer.error === 'not-found' || answer.error === 'not-yours') setLink('gone')
    }
    const undo = [
      opened.subscribe(() => setLink(linkOf(opened))),
      opened.on('session:view', take),
      opened.on('report:changed', () => setReportVersion((version) => version + 1)),
      opened.onOpen(() => void watch()),
    ]
    // The line is an outside thing that lives as long as this effect.
    setSocket(opened)
    return () => {
      for (const stop of undo) stop()
      opened.stop()
    }
  }, [sessionId])

  const command: SendCommand = async (workerId, name) =>
    socket ? commandProblem(await socket.request('worker:command', { workerId, command: name })) : noLine
  const changeMode: ChangeMode = async (jobId, mode) => {
    if (!socket) return noLine
    const reply = await socket.request('job:mode', { jobId, mode })
    return reply.ok ? null : reply.error === 'wrong-state' ? 'The job has ended meanwhile.' : commandProblem(reply)
  }
  return { socket, view, link, reportVersion, command, changeMode }
}

function linkOf(socket: FacultySocket): RoomLink {
  const state = socket.getState()
  switch (state.phase) {
    case 'connecting':
    case 'open':
    case 'lost':
      return state.phase
    case 'refused':
      return state.reason === 'not-signed-in' ? 'signed-out' : 'outdated'
    default:
      return assertNever(state)
  }
}

const noLine = 'The coordinator cannot be reached just now. Try again when the connection is back.'

function commandProblem(reply: Reply<unknown>): string | null {
  if (reply.ok) return null
  switch (reply.error) {
    case 'not-found':
      return 'This device has left already.'
    case 'no-answer':
    case 'unavailable':
      return noLine
    case 'not-signed-in':
    case 'sign-in-needed':
      return 'You are signed out. Sign in again in another tab.'
    case 'protocol-mismatch':
    case 'model-mismatch':
    case 'malformed':
      return 'This page is older than the coordinator. Reload it.'
    case 'wrong-state':
    case 'not-yours':
    case 'too-late':
    case 'approval-needed':
      return 'The device could not be told. It may have left or finished.'
    default:
      return assertNever(reply.error)
  }
}
