import { z } from 'zod'
import { fail, ok, type Result } from '@/lib/core/result'

/** Why a request did not work. `message` is a whole sentence, fit to be shown. */
export interface ApiProblem {
  readonly kind: 'offline' | 'signed-out' | 'refused' | 'broken'
  readonly code: string
  readonly message: string
}

const ErrorBody = z.object({ error: z.object({ code: z.string(), message: z.string() }) })

interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** Sent as JSON, or as it is when it is a form. */
  readonly body?: unknown
  readonly signal?: AbortSignal
  /** Outlives the page: for what must still be sent when somebody leaves. */
  readonly isParting?: boolean
}

/** Asks the coordinator's HTTP API and reads its answer with `schema`. Never throws, except when `signal` aborts. */
export async function request<Value>(
  schema: z.ZodType<Value>,
  path: string,
  { method = 'GET', body, signal, isParting = false }: RequestOptions = {},
): Promise<Result<Value, ApiProblem>> {
  const isForm = body instanceof FormData
  let response: Response
  try {
    response = await fetch(path, {
      method,
      keepalive: isParting,
      headers: {
        accept: 'application/json',
        ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    })
  } catch (error) {
    if (signal?.aborted) throw error
    return fail(offline)
  }
  const answer: unknown = await response.json().catch(() => null)
  if (!response.ok) return fail(problemOf(response.status, answer))
  const read = schema.safeParse(answer)
  return read.success ? ok(read.data) : fail(unreadable)
}

/** For answers that say nothing that is needed. */
export const Nothing = z.unknown()
/** For answers that name what was made. */
export const Named = z.object({ id: z.string() })

function problemOf(status: number, answer: unknown): ApiProblem {
  const read = ErrorBody.safeParse(answer)
  const code = read.success ? read.data.error.code : `http-${status}`
  if (status === 401)
    return { kind: 'signed-out', code, message: 'You are signed out. Sign in again in another tab, then repeat this.' }
  if (read.success) return { kind: 'refused', code, message: read.data.error.message }
  if (status === 413) return { kind: 'refused', code, message: 'That is larger than the coordinator takes.' }
  return {
    kind: 'broken',
    code,
    message: `The coordinator answered with an error (${status}). What was saved before is safe; try again.`,
  }
}

const offline: ApiProblem = {
  kind: 'offline',
  code: 'offline',
  message: 'The coordinator cannot be reached. Nothing was changed; check that it runs and try again.',
}
const unreadable: ApiProblem = {
  kind: 'broken',
  code: 'unreadable',
  message: 'This page and the coordinator have different versions. Reload the page.',
}
