import type { Mode } from '../core/scheduling/event'
import type { Recording } from '../core/simulation/recording'
import { leaseOutcomes, type JobTimeline } from './timeline'

/** A stored timeline as the simulator reads it. Each connection of a device is a stretch of its own. */
export function recordingOf({ workers, units, leases }: JobTimeline, mode: Mode): Recording {
  const accepted = leaseOutcomes.indexOf('accepted')
  const doneBy = new Map<number, Recording['units'][number]['done']>()
  let endedAtMs = 0
  for (const [device, position, grantedMs, begunMs, endedMs, outcome] of leases) {
    if (outcome !== accepted) continue
    doneBy.set(position, { device, workMs: Math.max(1, endedMs - (begunMs ?? grantedMs)), atMs: endedMs })
    endedAtMs = Math.max(endedAtMs, endedMs)
  }
  return {
    ...{ version: 1, mode, endedAtMs },
    devices: workers.map(({ name, calibrationMs, joinedMs, leftMs }) => ({
      ...{ name, calibratedFrameMs: calibrationMs ?? 0 },
      stays: [{ fromMs: joinedMs, untilMs: leftMs }],
    })),
    units: units.map(([offeredAtMs, frameCount], position) => ({
      ...{ frameCount, offeredAtMs },
      done: doneBy.get(position) ?? null,
    })),
  }
}
