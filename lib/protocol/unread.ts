/** The same events as their receiver sees them: nothing has read the payload yet, so it is `unknown`. */
export type Unread<Events> = {
  [Name in keyof Events]: Events[Name] extends (payload: never, ...rest: infer Rest) => void
    ? (payload: unknown, ...rest: Rest) => void
    : never
}

/** What a request is answered with. `error` is one of a closed list, so that each end can say it in its own words. */
export type Answer<Value = undefined, Reason extends string = RefusalReason> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: Reason }

export type RefusalReason =
  | 'malformed'
  | 'not-signed-in'
  /** The course lets only signed-in people's devices help, or only approved ones. */
  | 'sign-in-needed'
  | 'approval-needed'
  | 'not-found'
  | 'protocol-mismatch'
  | 'model-mismatch'
  | 'wrong-state'
  | 'not-yours'
  | 'too-late'
  | 'unavailable'
