import type { NewUnitReport } from '../lib/server/unit-reports'

/**
 * Writes reports together that arrive together: a class hands in many at the same moment, and the disk takes as long for
 * one as for all of them. Each resolves when the transaction that holds it is on disk.
 */
export interface ReportWriter {
  save(report: NewUnitReport): Promise<void>
}

interface Waiting {
  readonly report: NewUnitReport
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** A transaction holds up everybody else's, so it stays short. */
const MOST_AT_ONCE = 32

export function createReportWriter(write: (reports: readonly NewUnitReport[]) => Promise<unknown>): ReportWriter {
  const waiting: Waiting[] = []
  let isWriting = false

  async function writeAll(): Promise<void> {
    for (let batch = waiting.splice(0, MOST_AT_ONCE); batch.length > 0; batch = waiting.splice(0, MOST_AT_ONCE)) {
      try {
        await write(batch.map(({ report }) => report))
        for (const { resolve } of batch) resolve()
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    isWriting = false
  }

  return {
    save: (report) =>
      new Promise((resolve, reject) => {
        waiting.push({ report, resolve, reject })
        if (isWriting) return
        isWriting = true
        // After this turn of the event loop, which may bring more.
        setImmediate(() => void writeAll())
      }),
  }
}
