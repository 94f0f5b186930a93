/**
 * One value for the whole process. Next's bundle and the coordinator run in one process but load their modules
 * separately, so a module-level variable would exist twice; the global symbol registry exists once.
 */
export function processWide<Value>(name: string, make: () => Value): Value {
  const slots = slotsOf<Value>()
  const key = Symbol.for(`muster.${name}`)
  const existing = slots[key]
  if (existing !== undefined) return existing
  const made = make()
  slots[key] = made
  return made
}

export function setProcessWide<Value>(name: string, value: Value | undefined): void {
  slotsOf<Value>()[Symbol.for(`muster.${name}`)] = value
}

/** For a process that ends one coordinator and starts another: everything is made anew at its next use. */
export function forgetProcessWide(): void {
  const slots = slotsOf<unknown>()
  for (const key of Object.getOwnPropertySymbols(globalThis)) {
    if (Symbol.keyFor(key)?.startsWith('muster.')) slots[key] = undefined
  }
}

// The registry is untyped by nature; each name is used by one module of ours, which knows its type.
const slotsOf = <Value>() => globalThis as unknown as Record<symbol, Value | undefined>
