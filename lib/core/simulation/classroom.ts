import type { Mode } from '../scheduling/event'

/** A device in the simulated room. Times are ms from the start. */
export interface Device {
  readonly name: string
  /** True mean time for one ordinary frame. */
  readonly frameMs: number
  /** What its calibration says instead. */
  readonly calibratedFrameMs: number
  /** Standard deviation of the logarithm of a unit's time around its mean. */
  readonly jitter: number
  readonly joinsAtMs: number
  readonly leaves: { readonly atMs: number; readonly how: 'announced' | 'silent' } | null
  /** From then on the page is hidden and works that many times slower. */
  readonly hides: { readonly atMs: number; readonly slowdown: number } | null
  /** One way to the coordinator. */
  readonly latencyMs: number
  /** For one unit's payload. */
  readonly transferMs: number
  /** Where no peer path opens, the first payload waits this long before it comes over HTTP. */
  readonly firstPayloadMs: number
  /** The faculty page or a lab machine. */
  readonly isTrusted?: boolean
  readonly fault: 'fails-at-once' | 'answers-nonsense' | null
}

export interface SimulatedUnit {
  readonly frameCount: number
  /** Its cost per frame against an ordinary one: crowded frames take longer everywhere. */
  readonly difficulty: number
}

export interface SimulatedJob {
  readonly name: string
  readonly mode: Mode
  readonly weight: number
  readonly units: readonly SimulatedUnit[]
}

export interface Classroom {
  readonly devices: readonly Device[]
  readonly jobs: readonly SimulatedJob[]
  /** Units are offered evenly until then. */
  readonly feedMs: number
  /** The coordinator dies then and is back after `awayMs`, or never dies. */
  readonly crash: { readonly atMs: number; readonly awayMs: number } | null
}

/** How much of its full speed the device has to give at an instant: 0 while it is away. */
export function presence(device: Device, atMs: number): number {
  if (device.fault || atMs < device.joinsAtMs || (device.leaves && atMs >= device.leaves.atMs)) return 0
  return device.hides && atMs >= device.hides.atMs ? 1 / device.hides.slowdown : 1
}

/**
 * The least time the work can take: max(work ÷ summed speed weighted by presence, longest unit on the fastest device).
 * Nothing is subtracted for fetching, starting or finding out who is there.
 */
export function leastMs({ devices, jobs }: Classroom): number {
  const costs = jobs.flatMap(({ units }) => units.map(({ frameCount, difficulty }) => frameCount * difficulty))
  const work = costs.reduce((sum, cost) => sum + cost, 0)
  const longest = Math.max(...costs) * Math.min(...devices.map(({ frameMs }) => frameMs))
  const changes = devices.flatMap(({ joinsAtMs, leaves, hides }) => [joinsAtMs, leaves?.atMs ?? 0, hides?.atMs ?? 0])
  const instants = [...new Set([0, ...changes])].sort((one, other) => one - other)
  let left = work
  for (const [index, from] of instants.entries()) {
    const speed = devices.reduce((sum, device) => sum + presence(device, from) / device.frameMs, 0)
    const until = instants[index + 1] ?? Infinity
    if (left <= speed * (until - from)) return Math.max(from + left / speed, longest)
    left -= speed * (until - from)
  }
  return Infinity
}
