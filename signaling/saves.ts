import type { JobId } from '../lib/core/ids'

/** Writes in flight of each job: a job is finished, and the process stops, only when they have landed. */
export interface Saves {
  /** Holds the job open while `write` runs. */
  run<Value>(jobId: JobId, write: () => Promise<Value>): Promise<Value>
  /** Resolves when nothing of the job, or of any job, is being written; it doesn't matter whether that succeeded. */
  settled(jobId?: JobId): Promise<void>
}

export function createSaves(): Saves {
  const inFlight = new Map<JobId, Set<Promise<unknown>>>()
  return {
    run: (jobId, write) => {
      const own = inFlight.get(jobId) ?? new Set()
      inFlight.set(jobId, own)
      // Known as running before its first line runs, which may already ask whether anything does.
      const running = Promise.resolve()
        .then(write)
        .finally(() => {
          own.delete(running)
          if (own.size === 0) inFlight.delete(jobId)
        })
      own.add(running)
      return running
    },
    settled: async (jobId) => {
      for (;;) {
        const running = jobId === undefined ? [...inFlight.values()] : [inFlight.get(jobId) ?? []]
        const all = running.flatMap((set) => [...set])
        if (all.length === 0) return
        await Promise.allSettled(all)
      }
    },
  }
}
