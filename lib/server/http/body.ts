import type { z } from 'zod'
import { fail, ok, type Result } from '../../core/result'
import { problem } from './problem'

const JSON_BYTES = 256 * 1024

/** Reads a whole body of at most `limit` bytes, whatever its headers claim. Null when it is longer. */
export async function readBytes(request: Request, limit: number): Promise<Uint8Array<ArrayBuffer> | null> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) return null
  if (!request.body) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = request.body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    size += value.byteLength
    if (size > limit) {
      await reader.cancel()
      return null
    }
    chunks.push(value)
  }
  const bytes = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.byteLength
  }
  return bytes
}

/** A JSON body that fits the schema, or the refusal to send. */
export async function readJson<Value>(request: Request, schema: z.ZodType<Value>): Promise<Result<Value, Response>> {
  // A form of another site can't be sent as JSON: that needs a question to us first, which we don't answer.
  if (!request.headers.get('content-type')?.toLowerCase().startsWith('application/json')) {
    return fail(problem('wrong-type', 'This address takes JSON.'))
  }
  const bytes = await readBytes(request, JSON_BYTES)
  if (!bytes) return fail(tooLarge(JSON_BYTES))
  const parsed = schema.safeParse(parseJson(new TextDecoder().decode(bytes)))
  return parsed.success ? ok(parsed.data) : fail(malformed(parsed.error))
}

/** A multipart form of at most `limit` bytes, or the refusal to send. */
export async function readForm(request: Request, limit: number): Promise<Result<FormData, Response>> {
  const type = request.headers.get('content-type') ?? ''
  if (!type.toLowerCase().startsWith('multipart/form-data'))
    return fail(problem('wrong-type', 'This address takes a form.'))
  const bytes = await readBytes(request, limit)
  if (!bytes) return fail(tooLarge(limit))
  try {
    return ok(await new Response(bytes, { headers: { 'content-type': type } }).formData())
  } catch {
    // The platform's parser throws for every malformed form; what exactly was wrong with it is of no use to a person.
    return fail(problem('malformed', 'The form could not be read.'))
  }
}

/** `undefined`, which no schema of ours takes, for text that is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // JSON.parse has no other way to say no.
    return undefined
  }
}

export const tooLarge = (limit: number): Response =>
  problem('too-large', `That is larger than ${Math.round(limit / 1024 / 1024) || 1} MB.`)

export function malformed(error: z.ZodError): Response {
  const [issue] = error.issues
  const where = issue?.path.join('.')
  return problem('malformed', where ? `${where}: ${issue?.message}.` : 'That could not be read.')
}
