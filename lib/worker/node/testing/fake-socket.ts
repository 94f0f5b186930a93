import type { ToVolunteer } from '../../../protocol/volunteer'
import type { Asked, OpenSocket, PayloadOf, SocketEvents, Told, VolunteerSocket } from '../ports'

interface Question {
  readonly name: Asked
  readonly payload: unknown
  readonly answer: (answer: unknown) => void
}

export interface FakeSocket {
  readonly open: OpenSocket
  /** The coordinator accepts the connection that was asked for last. */
  readonly accept: () => void
  readonly refuse: (reason: string | null) => void
  /** The connection goes away; questions in flight get no answer. */
  readonly drop: () => void
  readonly say: <Name extends keyof ToVolunteer>(name: Name, payload: unknown) => void
  /** Answers the oldest open question of that name; throws when there is none. */
  readonly answer: (name: Asked, answer: unknown) => Promise<void>
  readonly asked: (name: Asked) => readonly unknown[]
  readonly told: <Name extends Told>(name: Name) => readonly PayloadOf<Name>[]
  readonly attempts: () => number
  readonly isUp: () => boolean
}

/** A coordinator at the other end of a wire that the test holds. */
export function createFakeSocket(): FakeSocket {
  const told: { name: Told; payload: unknown }[] = []
  let questions: Question[] = []
  let events: SocketEvents | null = null
  let isUp = false
  let attempts = 0

  const heard = (): SocketEvents => {
    if (!events) throw new Error('nobody opened the socket')
    return events
  }
  const drop = () => {
    if (!isUp) return
    isUp = false
    const unanswered = questions
    questions = []
    heard().onDisconnected()
    for (const question of unanswered) question.answer({ ok: false, error: 'no-answer' })
  }

  const socket: VolunteerSocket = {
    connect: () => {
      attempts++
    },
    disconnect: drop,
    tell: (name, payload) => {
      if (isUp) told.push({ name, payload })
    },
    ask: (name, payload) =>
      new Promise((resolve) => {
        // The test answers with what the protocol allows; the port's conditional type can't be spelled for all at once.
        const answer = resolve as (answer: unknown) => void
        if (isUp) questions.push({ name, payload, answer })
        else answer({ ok: false, error: 'no-answer' })
      }),
  }

  return {
    open: (_auth, listening) => {
      events = listening
      return socket
    },
    accept: () => {
      isUp = true
      heard().onConnected()
    },
    refuse: (reason) => heard().onConnectFailed(reason),
    drop,
    say: (name, payload) => heard().onTold(name, payload),
    answer: async (name, answer) => {
      const place = questions.findIndex((question) => question.name === name)
      const [question] = questions.splice(place, place < 0 ? 0 : 1)
      if (!question) throw new Error(`nobody asked ${name}`)
      question.answer(answer)
      await new Promise<void>((resolve) => setImmediate(resolve))
    },
    asked: (name) => questions.filter((question) => question.name === name).map(({ payload }) => payload),
    told: <Name extends Told>(name: Name) =>
      told.filter((event) => event.name === name).map(({ payload }) => payload as PayloadOf<Name>),
    attempts: () => attempts,
    isUp: () => isUp,
  }
}
