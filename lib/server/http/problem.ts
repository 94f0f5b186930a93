/** Every refusal of the HTTP API, with its status. The sentence beside it says what happened and what to do. */
const STATUS_OF = {
  malformed: 400,
  'not-signed-in': 401,
  'wrong-origin': 403,
  'already-set-up': 403,
  'setup-closed': 403,
  'not-found': 404,
  conflict: 409,
  'too-large': 413,
  'wrong-type': 415,
  refused: 422,
  'bad-payload': 422,
  'not-an-image': 422,
  'looks-like-someone-else': 422,
  'other-models': 409,
  'too-many-photos': 409,
  'not-yet': 425,
  'too-many-tries': 429,
  broken: 500,
  unavailable: 503,
} as const

export type ProblemCode = keyof typeof STATUS_OF

/** The one shape of errors: `{ error: { code, message } }`. `extra` is for programs, `message` for people. */
export function problem(code: ProblemCode, message: string, extra: Readonly<Record<string, string>> = {}): Response {
  return Response.json(
    { error: { code, message, ...extra } },
    { status: STATUS_OF[code], headers: { 'cache-control': 'no-store' } },
  )
}

export const notFound = (what: string): Response =>
  problem('not-found', `There is no such ${what}, or it is not yours.`)
