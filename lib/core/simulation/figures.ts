import { leastMs, presence, type Classroom, type SimulatedJob } from './classroom'
import type { Departure, Outcome, WorkSpan } from './simulate'

/** The figures of BARS §1 that need no trust. Shares are 0..1, times in seconds. */
export interface Figures {
  readonly makespanS: number
  readonly makespanRatio: number
  readonly efficiency: number
  /** Time for the last 5 % of the units ÷ total. */
  readonly tail: number
  /** Extra executions ÷ units, begun and aborted ones included. */
  readonly waste: number
  /** Units that ended otherwise than accepted exactly once. */
  readonly lost: number
  /** 95th percentile of the time from a silent death until its units were taken back; null if nobody died. */
  readonly silentS: number | null
  /** The same for devices that said that they leave. */
  readonly announcedS: number | null
  /** From the last silent death until 95 % of the remaining capacity is at work. */
  readonly backAtWorkS: number | null
  /** 95th percentile of the time a unit was without a worker after its own had left; waiting for its turn included. */
  readonly orphanedS: number | null
  /** Most units that a worker failed before it was rested. */
  readonly absorbed: number
  /** Largest difference of the two jobs' shares over any 60 s; null for one job. */
  readonly unfairness: number | null
  /** Longest time that a job with waiting units got nothing. */
  readonly starvedS: number | null
}

export function figuresOf(classroom: Classroom, outcome: Outcome): Figures {
  const { accepted, finishedAtMs, executions } = outcome
  const unitCount = classroom.jobs.reduce((sum, { units }) => sum + units.length, 0)
  const times = accepted.map(({ atMs }) => atMs)
  const acceptedOnce = new Set(accepted.map(({ unit }) => unit))
  const first = Math.min(...times)
  const last = Math.max(...times)
  const endMs = finishedAtMs ?? Infinity
  return {
    makespanS: endMs / 1_000,
    makespanRatio: endMs / leastMs(classroom),
    efficiency: (unitCount - 1) / (last - first) / soloThroughput(classroom, first, last),
    tail: (last - (times[Math.floor(0.95 * unitCount)] ?? last)) / last,
    waste: (executions - unitCount) / unitCount,
    lost: unitCount - acceptedOnce.size + (accepted.length - acceptedOnce.size),
    silentS: seconds(percentile(noticedMs(outcome, 'silent'), 0.95)),
    announcedS: seconds(percentile(noticedMs(outcome, 'announced'), 0.95)),
    orphanedS: seconds(percentile(outcome.orphanedMs, 0.95)),
    backAtWorkS: seconds(backAtWork(classroom, outcome, endMs)),
    absorbed: Math.max(0, ...absorbed(outcome)),
    ...fairness(classroom, outcome),
  }
}

/** For each worker that was rested: how many units it failed before the first time. */
function absorbed({ rests }: Outcome): readonly number[] {
  const first = new Map<string, number>()
  for (const { worker, failuresBefore } of rests) if (!first.has(worker)) first.set(worker, failuresBefore)
  return [...first.values()]
}

const noticedMs = ({ departures }: Outcome, how: Departure['how']): readonly number[] =>
  departures.filter((one) => one.how === how).map(({ leftAtMs, noticedAtMs }) => noticedAtMs - leftAtMs)

const seconds = (ms: number | null): number | null => (ms === null ? null : ms / 1_000)

/** Units a ms that the same devices would do each alone with the frames at hand, while they were there. */
function soloThroughput({ devices, jobs }: Classroom, fromMs: number, untilMs: number): number {
  const costs = jobs.flatMap(({ units }) => units.map(({ frameCount, difficulty }) => frameCount * difficulty))
  const meanCost = costs.reduce((sum, cost) => sum + cost, 0) / costs.length
  const steps = 2_000
  let sum = 0
  for (let index = 0; index < steps; index++) {
    const atMs = fromMs + ((index + 0.5) * (untilMs - fromMs)) / steps
    for (const device of devices) sum += presence(device, atMs) / (device.frameMs * meanCost)
  }
  return sum / steps
}

/** Looked at every 100 ms from the last death on, over one second each: when enough was at work again. */
function backAtWork({ devices }: Classroom, { worked }: Outcome, endMs: number): number | null {
  const deaths = devices.flatMap(({ leaves }) => (leaves?.how === 'silent' && leaves.atMs < endMs ? [leaves.atMs] : []))
  if (deaths.length === 0) return null
  const diedAtMs = Math.max(...deaths)
  for (let fromMs = diedAtMs; fromMs + 1_000 < endMs; fromMs += 100) {
    const staying = devices.filter((device) => presence(device, fromMs) * presence(device, fromMs + 1_000) > 0)
    const capacity = staying.reduce((sum, { frameMs }) => sum + 1 / frameMs, 0)
    const speedOf = new Map(staying.map(({ name, frameMs }) => [name, 1 / frameMs]))
    const busy = worked.reduce(
      (sum, span) => sum + (speedOf.get(span.device) ?? 0) * overlap(span, fromMs, fromMs + 1_000),
      0,
    )
    if (busy >= 0.95 * capacity * 1_000) return fromMs - diedAtMs
  }
  return endMs - diedAtMs
}

const overlap = (span: WorkSpan, fromMs: number, untilMs: number): number =>
  Math.max(0, Math.min(span.untilMs, untilMs) - Math.max(span.fromMs, fromMs))

function fairness({ jobs }: Classroom, { worked, accepted }: Outcome) {
  const [one, other] = jobs
  if (!one || !other) return { unfairness: null, starvedS: null }
  // Once a job has nothing waiting any more, the other rightly gets all.
  const untilMs = Math.min(ninetyPercentAt(one), ninetyPercentAt(other))
  let unfairness = 0
  for (let fromMs = 1_000; fromMs + 60_000 <= untilMs; fromMs += 1_000) {
    const share = (name: string): number =>
      worked.reduce((sum, span) => sum + (span.job === name ? overlap(span, fromMs, fromMs + 60_000) : 0), 0)
    const [mine, theirs] = [share(one.name), share(other.name)]
    unfairness = Math.max(unfairness, Math.abs(mine - theirs) / (mine + theirs))
  }
  return { unfairness, starvedS: Math.max(longestGap(one.name), longestGap(other.name)) / 1_000 }

  function ninetyPercentAt({ name, units }: SimulatedJob): number {
    return accepted.filter(({ unit }) => unit.startsWith(`${name}:`))[Math.floor(0.9 * units.length)]?.atMs ?? 0
  }

  function longestGap(name: string): number {
    let busyUntil = 1_000
    let gap = 0
    for (const span of worked.filter(({ job }) => job === name).toSorted((a, b) => a.fromMs - b.fromMs)) {
      if (span.fromMs > untilMs) break
      gap = Math.max(gap, span.fromMs - busyUntil)
      busyUntil = Math.max(busyUntil, span.untilMs)
    }
    return gap
  }
}

export function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? null
}
