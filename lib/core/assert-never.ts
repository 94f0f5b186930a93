/** Closes a switch over a union: a new variant stops compiling here instead of falling through. */
export function assertNever(value: never): never {
  throw new Error(`unhandled variant: ${JSON.stringify(value)}`)
}
