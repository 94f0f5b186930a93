import { createRandom } from '@/lib/core/simulation/random'
import type { Run } from '@/lib/core/simulation/recording'
import { replay } from '@/lib/core/simulation/replay'
import { recordingOf } from '@/lib/protocol/recording'
import type { JobTimeline } from '@/lib/protocol/timeline'
import type { Mode } from '@/lib/protocol/unit'

const MODES: readonly Mode[] = ['dynamic', 'weighted', 'static']
/** Any number will do; the same one each time, so that asking twice gives the same answer. */
const SEED = 1

export interface WhatIfRow {
  readonly deviceCount: number
  /** The number there really was. */
  readonly isAsItWas: boolean
  /** Seconds by mode; null where the devices would not have come to an end. */
  readonly seconds: Readonly<Record<Mode, number | null>>
}

export interface WhatIfAnswer {
  readonly asItWent: Run
  readonly simulated: Run
  readonly rows: readonly WhatIfRow[]
}

/** Half as many devices, as many, twice and four times as many; one alone first. */
export const deviceCountsFor = (deviceCount: number): readonly number[] =>
  [...new Set([1, Math.ceil(deviceCount / 2), deviceCount, deviceCount * 2, deviceCount * 4])].sort((a, b) => a - b)

/** The recorded job through the simulator in every mode, with fewer and more devices. Null: too little happened to tell. */
export function workOutWhatIf(timeline: JobTimeline, mode: Mode): WhatIfAnswer | null {
  // A device that came back is in the timeline again: what counts is how many worked.
  const deviceCount = new Set(timeline.leases.map(([worker]) => timeline.workers[worker]?.name ?? worker)).size
  const deviceCounts = deviceCountsFor(deviceCount)
  const outcome = replay(recordingOf(timeline, mode), { modes: MODES, deviceCounts }, createRandom(SEED))
  if (!outcome) return null
  const secondsOf = (count: number, asked: Mode): number | null => {
    const seconds = outcome.whatIf.find((run) => run.deviceCount === count && run.mode === asked)?.seconds
    return seconds !== undefined && Number.isFinite(seconds) ? seconds : null
  }
  return {
    asItWent: outcome.asItWent,
    simulated: outcome.simulated,
    rows: deviceCounts.map((count) => ({
      deviceCount: count,
      isAsItWas: count === deviceCount,
      seconds: {
        dynamic: secondsOf(count, 'dynamic'),
        weighted: secondsOf(count, 'weighted'),
        static: secondsOf(count, 'static'),
      },
    })),
  }
}
