/** Virtual time: what was planned happens in order of its instant; what was planned first wins a tie. */
export interface Timeline {
  now(): number
  /** Plans `happen` for `ms` from now. Returns a function that calls it off. */
  plan(ms: number, happen: () => void): () => void
  /** Lets everything happen until nothing is planned or `isOver` says so. Returns the last instant. */
  run(isOver: () => boolean): number
}

interface Planned {
  readonly at: number
  readonly order: number
  happen: (() => void) | null
}

export function createTimeline(): Timeline {
  const heap: Planned[] = []
  let now = 0
  let planned = 0
  return {
    now: () => now,
    plan: (ms, happen) => {
      const entry: Planned = { at: now + Math.max(0, ms), order: planned++, happen }
      push(heap, entry)
      return () => {
        entry.happen = null
      }
    },
    run: (isOver) => {
      for (let next = pop(heap); next; next = pop(heap)) {
        if (!next.happen) continue
        now = next.at
        next.happen()
        if (isOver()) break
      }
      return now
    },
  }
}

const isBefore = (one: Planned, other: Planned): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order)

/** A binary heap: the parent of index i is at (i − 1) >> 1. */
function push(heap: Planned[], entry: Planned): void {
  let at = heap.length
  heap.push(entry)
  while (at > 0) {
    const up = (at - 1) >> 1
    const parent = heap[up]
    if (!parent || !isBefore(entry, parent)) break
    heap[at] = parent
    at = up
  }
  heap[at] = entry
}

function pop(heap: Planned[]): Planned | undefined {
  const first = heap[0]
  const last = heap.pop()
  if (!first || !last || heap.length === 0) return first
  let at = 0
  for (;;) {
    let down = 2 * at + 1
    const left = heap[down]
    const right = heap[down + 1]
    if (!left) break
    let child = left
    if (right && isBefore(right, left)) {
      child = right
      down++
    }
    if (!isBefore(child, last)) break
    heap[at] = child
    at = down
  }
  heap[at] = last
  return first
}
