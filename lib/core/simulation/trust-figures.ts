import { defaultPolicy } from '../scheduling/policy'
import { newReputation, type Reputation } from '../trust/reputation'
import type { TrustPolicy } from '../trust/policy'
import type { Instant } from '../ids'
import type { Classroom, Device } from './classroom'
import { createCrowd, type Lie, type Strategy } from './crowd'
import { createRandom } from './random'
import { simulate } from './simulate'
import { attachTrust, type TrustOutcome } from './trust-room'

/** The figures of BARS §1 for S4. Shares are 0..1. */
export interface TrustFigures {
  /** Absent people whom the released register calls present. */
  readonly wrongPresent: number
  /** Present people whom it calls absent, ÷ people present. Those sent to review are a person's to judge. */
  readonly wrongAbsent: number
  readonly sentToReview: number
  /** Accepted units that are false when the register is released ÷ units. */
  readonly wrongUnits: number
  /** Extra work ÷ work: executions counted by their frames, and what the trusted node described. */
  readonly cost: number
  readonly liars: number
  readonly liarsFound: number
  /** Honest devices that were barred. */
  readonly wronged: number
  readonly reopened: number
  readonly audits: number
  readonly witnessFrames: number
  readonly doubts: number
  /** From the last unit until the register was released, in seconds. */
  readonly checkingS: number
  readonly makespanS: number
}

export interface TrustRun {
  readonly seed: number
  /** Share of the devices that lie. */
  readonly share: number
  readonly strategy: Strategy
  readonly policy: TrustPolicy
  readonly hasTrusted?: boolean
  readonly deviceCount?: number
  readonly unitCount?: number
}

const FRAMES_PER_UNIT = 5
const FRAME_MS = 400
const SPREAD = 13
/** The coordinator's helper has no GPU and one thread. */
const HELPER_FRAME_MS = 4 * FRAME_MS
/** A sleeper may have earned standing in former sessions; it begins to lie after as many units as it thinks enough. */
const EARNED_CHECKS = 40
const SLEEPS_UNITS = [1, 8] as const
const RARELY = 0.1

/** One job of BARS §1's size with that share of liars, through both shipped cores. */
export function runTrust({
  seed,
  share,
  strategy,
  policy,
  hasTrusted = true,
  deviceCount = 50,
  unitCount = 500,
}: TrustRun): TrustFigures {
  const dice = createRandom(seed)
  const crowd = createCrowd(seed, unitCount)
  const room = roomOf(seed, deviceCount, unitCount, share === 1)
  const order = room.devices
    .filter(({ isTrusted }) => !isTrusted)
    .map(({ name }) => ({ name, rank: dice.next() }))
    .sort((one, other) => one.rank - other.rank)
  const liars = new Set(order.slice(0, Math.round(share * deviceCount)).map(({ name }) => name))
  const lies = dice.fork(1)
  const sleeps = new Map([...liars].map((name) => [name, Math.round(lies.between(...SLEEPS_UNITS))]))
  const out: TrustOutcome = {
    ...{ standing: null, marks: [], accepted: new Map(), witnessFrames: 0, barred: [] },
    ...{ reopened: 0, audits: 0, doubts: 0, settledAtMs: 0, finishedAtMs: 0 },
  }
  const attach = attachTrust(
    {
      ...{ crowd, frameCount: FRAMES_PER_UNIT, witnessFrameMs: hasTrusted ? HELPER_FRAME_MS : null },
      lieOf: (device, leaseIndex) => (liars.has(device) ? lieIn(device, leaseIndex) : null),
      reputationOf: (device) => (strategy === 'sleeper' && isEarned(device) ? earned : null),
    },
    policy,
    dice.fork(2),
    out,
  )
  const outcome = simulate(room, defaultPolicy, dice.fork(3), 3_600_000, attach)
  return figuresOf()

  function lieIn(device: string, leaseIndex: number): Lie | null {
    if (strategy === 'add' || strategy === 'omit') return strategy
    if (strategy === 'rare' && lies.next() >= RARELY) return null
    if (strategy === 'sleeper' && leaseIndex < (sleeps.get(device) ?? 0)) return null
    return Number(device.slice(6)) % 2 === 0 ? 'garbage' : 'empty'
  }

  function isEarned(device: string): boolean {
    return Number(device.slice(6)) % 4 < 2
  }

  function figuresOf(): TrustFigures {
    // A mark stands as present once it was witnessed; without a trusted node it stands, and the report says so.
    const witnessed = new Set(
      hasTrusted ? out.standing?.witnessed : [...(out.standing?.witnessed ?? []), ...(out.standing?.unwitnessed ?? [])],
    )
    const isPresent = (name: string): boolean => witnessed.has(name)
    const isAbsent = (name: string): boolean =>
      out.marks.find(({ subject }) => subject === name)?.status === 'absent' || out.standing === null
    const frames = unitCount * FRAMES_PER_UNIT
    const barred = new Set(out.barred.map(({ device }) => device))
    const lost = crowd.present.filter((name) => !isPresent(name) && isAbsent(name)).length
    return {
      wrongPresent: crowd.absent.filter(isPresent).length,
      wrongAbsent: lost / crowd.present.length,
      sentToReview: crowd.present.filter((name) => !isPresent(name)).length - lost,
      wrongUnits: [...out.accepted].filter(([unitId, lie]) => isFalse(unitId, lie)).length / unitCount,
      cost: (outcome.framesBegun + out.witnessFrames) / frames - 1,
      liars: liars.size,
      liarsFound: [...liars].filter((name) => barred.has(name)).length,
      wronged: [...barred].filter((name) => !liars.has(name)).length,
      reopened: out.reopened,
      audits: out.audits,
      witnessFrames: out.witnessFrames,
      doubts: out.doubts,
      checkingS: (out.finishedAtMs - out.settledAtMs) / 1_000,
      makespanS: (outcome.finishedAtMs ?? Infinity) / 1_000,
    }
  }

  /** Leaving somebody out is a lie only where there was somebody to leave out. */
  function isFalse(unitId: string, lie: Lie | null): boolean {
    if (lie !== 'omit') return lie !== null
    const position = Number(unitId.slice(unitId.lastIndexOf(':') + 1))
    return Array.from({ length: FRAMES_PER_UNIT }, (_, frame) => crowd.seen(position, frame)).some((names) =>
      names.includes(crowd.victim),
    )
  }
}

const earned: Reputation = { ...newReputation(0 as Instant), passed: EARNED_CHECKS }

/** Where nobody honest is left the faculty page offers to work; it is no slow computer. */
const FORSAKEN_MS = 60_000

/** Speeds as in S1. */
function roomOf(seed: number, deviceCount: number, unitCount: number, isForsaken: boolean): Classroom {
  const dice = createRandom(seed).fork(9)
  const device = (name: string, frameMs: number): Device => ({
    ...{ name, frameMs, calibratedFrameMs: frameMs * dice.lognormal(0.2), jitter: 0.15 },
    ...{ joinsAtMs: dice.between(0, 300), leaves: null, hides: null, fault: null },
    ...{ latencyMs: dice.between(2, 25), transferMs: dice.between(40, 250), firstPayloadMs: dice.between(100, 400) },
  })
  const volunteers = Array.from({ length: deviceCount }, (_, index) =>
    device(`device${index}`, FRAME_MS * SPREAD ** (index / Math.max(1, deviceCount - 1) - 0.5)),
  )
  const units = Array.from({ length: unitCount }, () => ({
    frameCount: FRAMES_PER_UNIT,
    difficulty: dice.lognormal(0.2),
  }))
  return {
    devices: isForsaken
      ? [...volunteers, { ...device('faculty', FRAME_MS / 2), joinsAtMs: FORSAKEN_MS, isTrusted: true }]
      : volunteers,
    jobs: [{ name: 'job', mode: 'dynamic', weight: 1, units }],
    ...{ feedMs: 500, crash: null },
  }
}
