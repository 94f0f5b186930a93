/** Runs tasks of the same key one after another, in the order they were asked for. A failed one doesn't hold up the next. */
export interface Turns {
  take<Value>(key: string, run: () => Promise<Value>): Promise<Value>
}

export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>()
  return {
    take: (key, run) => {
      const before = last.get(key) ?? Promise.resolve()
      const mine = before.then(run, run)
      last.set(key, mine)
      const forget = (): void => {
        if (last.get(key) === mine) last.delete(key)
      }
      mine.then(forget, forget)
      return mine
    },
  }
}
