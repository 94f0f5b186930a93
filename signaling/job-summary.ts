import type { Instant, WorkerId } from '../lib/core/ids'
import { median } from '../lib/core/statistics'
import type { JobSummary } from '../lib/server/jobs'
import type { UnitWork } from '../lib/server/unit-work'

/**
 * What the report says of the work. Made from the stored reports, so that a restart in between leaves nothing out.
 * `work` is in the order of acceptance.
 */
export function summariseJob(
  work: readonly UnitWork[],
  { startedAt, endedAt }: { startedAt: number; endedAt: Instant },
): JobSummary {
  return {
    wallS: Math.round(Math.max(0, endedAt - startedAt)) / 1000,
    workers: stints(work).map((units) => {
      const latest = units.at(-1)
      return {
        id: units[0]?.workerId ?? '',
        name: latest?.name ?? '',
        backend: latest?.backend ?? '',
        transport: mostFrequent(units.map(({ transport }) => transport)),
        units: units.length,
        frames: units.reduce((sum, { frameCount }) => sum + frameCount, 0),
        medianUnitMs: median(units.map(({ workMs }) => workMs)),
      }
    }),
  }
}

/**
 * Groups work by who did it. A connection that began after another of the same device had ended is the same worker come
 * back (a lost network, a restarted coordinator); two at the same time are two pages on one device.
 */
function stints(work: readonly UnitWork[]): UnitWork[][] {
  const byConnection = new Map<WorkerId, UnitWork[]>()
  for (const unit of work) {
    const own = byConnection.get(unit.workerId)
    if (own) own.push(unit)
    else byConnection.set(unit.workerId, [unit])
  }
  const workers: UnitWork[][] = []
  for (const units of byConnection.values()) {
    const [first] = units
    const earlier = workers.find((own) => {
      const last = own.at(-1)
      return first && last && last.deviceId === first.deviceId && last.acceptedAt < first.acceptedAt
    })
    if (earlier) earlier.push(...units)
    else workers.push(units)
  }
  return workers
}

function mostFrequent(values: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best), ['none', 0] as [string, number])[0]
}
