/** How fast something goes, learnt from how far it was at which time. */
export interface Pace {
  /** Newest last; old ones are forgotten, so that the pace follows a network that changes its mind. */
  readonly marks: readonly { readonly atMs: number; readonly done: number }[]
}

export const unknownPace: Pace = { marks: [] }

/** Only this much of the past says how fast it goes now. */
const WINDOW_MS = 20_000
/** Marks closer together than this are one. */
const STEP_MS = 250
/** Before this much has been seen, any figure would be a guess. */
const LEAST_MS = 1_000

/** `done` may be in any unit and never falls; a fall means that it began anew. */
export function observePace(pace: Pace, atMs: number, done: number): Pace {
  const last = pace.marks.at(-1)
  if (last && done < last.done) return { marks: [{ atMs, done }] }
  if (last && atMs - last.atMs < STEP_MS) return pace
  return { marks: [...pace.marks.filter((mark) => atMs - mark.atMs <= WINDOW_MS), { atMs, done }] }
}

/** Seconds until `total`, or null while nothing can be said: too little seen, or no movement. */
export function remainingS(pace: Pace, total: number): number | null {
  const first = pace.marks[0]
  const last = pace.marks.at(-1)
  if (!first || !last) return null
  if (last.done >= total) return 0
  const spentMs = last.atMs - first.atMs
  const moved = last.done - first.done
  if (spentMs < LEAST_MS || moved <= 0) return null
  return ((total - last.done) * spentMs) / moved / 1_000
}
