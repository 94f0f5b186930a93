import type { z } from 'zod'
import type { Answer, RefusalReason } from '../../lib/protocol/unread'
import type { Metrics } from '../metrics'

/** What reading needs of the connection it reads from. */
export interface Reading {
  readonly metrics: Metrics
  /** Called with what a handler threw: a bug or a broken machine, never something the sender wrote. */
  readonly onBroken: (event: string, error: unknown) => void
}

/**
 * Makes a listener of a schema and a handler. The payload stays unknown until the schema has read it: a wrong one is
 * counted and answered `malformed`. Whoever sends may also leave out the answer, or send something else in its place.
 */
export function answering<Schema extends z.ZodType, Value>(
  { metrics, onBroken }: Reading,
  event: string,
  schema: Schema,
  handle: (payload: z.output<Schema>) => Answer<Value> | Promise<Answer<Value>>,
): (payload: unknown, answer: (answer: Answer<Value>) => void) => void {
  return (payload, answer) => {
    const reply = (value: Answer<Value>): void => {
      if (!value.ok) metrics.refusedEvents.inc({ event, reason: value.error })
      if (typeof answer === 'function') answer(value)
    }
    const read = schema.safeParse(payload)
    if (!read.success) return reply(refuse('malformed'))
    void attempt(() => handle(read.data)).then(reply, (error: unknown) => {
      onBroken(event, error)
      reply(refuse('unavailable'))
    })
  }
}

/** The same for an event that nobody answers. */
export function hearing<Schema extends z.ZodType>(
  { metrics, onBroken }: Reading,
  event: string,
  schema: Schema,
  handle: (payload: z.output<Schema>) => RefusalReason | void | Promise<RefusalReason | void>,
): (payload: unknown) => void {
  return (payload) => {
    const read = schema.safeParse(payload)
    if (!read.success) return metrics.refusedEvents.inc({ event, reason: 'malformed' })
    void attempt(() => handle(read.data)).then(
      (reason) => {
        if (reason) metrics.refusedEvents.inc({ event, reason })
      },
      (error: unknown) => onBroken(event, error),
    )
  }
}

export const refuse = (error: RefusalReason): { readonly ok: false; readonly error: RefusalReason } => ({
  ok: false,
  error,
})

export const done = { ok: true, value: undefined } as const

/** Turns a throw before the first await into a rejection, so that there is one way to fail. */
const attempt = async <Value>(run: () => Value | Promise<Value>): Promise<Value> => run()
