import type { Mode } from '../scheduling/event'
import { leastMs, type Classroom, type Device, type SimulatedUnit } from './classroom'
import type { Random } from './random'

/** A named room of BARS §1. Everything random in it comes from the seed. */
export interface Scenario {
  readonly name: string
  readonly title: string
  build(random: Random, mode: Mode): Classroom
}

const FRAMES_PER_UNIT = 5
/** An ordinary frame on an ordinary device: a unit takes two seconds. */
const FRAME_MS = 400
/** Measured between the slowest and the fastest of real personal devices. */
const SPREAD = 13

export const scenarios: readonly Scenario[] = [
  equalRoom(16),
  equalRoom(64),
  equalRoom(300),
  {
    name: 'S1',
    title: '16 workers, 13 × between slowest and fastest',
    build: (random, mode) => spreadRoom(random, mode),
  },
  {
    name: 'S2',
    title: 'churn: half leave (every second one without a word), as many others come',
    build: (random, mode) => churn(spreadRoom(random, mode, 24), random),
  },
  ...[1, 8, 15].map((killed) => ({
    name: `S3 k=${killed}`,
    title: `${killed} of 16 killed without a word at 40 %`,
    build: (random: Random, mode: Mode) => kill(spreadRoom(random, mode), killed),
  })),
  {
    name: 'S5',
    title: 'a third of the pages hidden at 50 %: 2.7 × slower',
    build: (random, mode) => hide(spreadRoom(random, mode)),
  },
  ...[20, 45].map((percent) => ({
    name: `S6 ${percent}%`,
    title: `${percent} % of the peer paths never open`,
    build: (random: Random, mode: Mode) => closePaths(spreadRoom(random, mode), percent / 100),
  })),
  {
    name: 'S7',
    title: 'the coordinator dies at 50 % and is back after 5 s',
    build: (random, mode) => {
      const room = spreadRoom(random, mode)
      return { ...room, crash: { atMs: 0.5 * leastMs(room), awayMs: 5_000 } }
    },
  },
  {
    name: 'S8',
    title: 'one worker fails every unit at once; one answers nonsense at once',
    build: (random, mode) => spoil(spreadRoom(random, mode)),
  },
  {
    name: 'fairness',
    title: 'two jobs of equal weight, 16 unequal workers, 1,000 units each',
    build: (random, mode) => {
      const room = spreadRoom(random, mode)
      const units = () => unitsOf(random.fork(7), 1_000)
      return { ...room, jobs: ['A', 'B'].map((name) => ({ name, mode, weight: 1, units: units() })) }
    },
  },
]

function equalRoom(count: number): Scenario {
  const units = Math.round((500 * count) / 16)
  return {
    name: count === 16 ? 'S0' : `S0 n=${count}`,
    title: `${count} equal workers, ${units} units`,
    build: (random, mode) =>
      roomOf(
        random,
        mode,
        Array.from({ length: count }, () => FRAME_MS),
        units,
      ),
  }
}

/** Speeds evenly spread on a logarithmic scale, the middle one ordinary. */
function spreadRoom(random: Random, mode: Mode, count = 16): Classroom {
  const frameMs = Array.from({ length: count }, (_, index) => FRAME_MS * SPREAD ** (index / (count - 1) - 0.5))
  return roomOf(random, mode, frameMs, 500)
}

function roomOf(random: Random, mode: Mode, frameMs: readonly number[], unitCount: number): Classroom {
  const dice = random.fork(1)
  return {
    devices: frameMs.map((ms, index): Device => ({
      name: `device${index}`,
      frameMs: ms,
      calibratedFrameMs: ms * dice.lognormal(0.2),
      jitter: 0.15,
      joinsAtMs: dice.between(0, 300),
      leaves: null,
      hides: null,
      latencyMs: dice.between(2, 25),
      transferMs: dice.between(40, 250),
      firstPayloadMs: dice.between(100, 400),
      fault: null,
    })),
    jobs: [{ name: 'job', mode, weight: 1, units: unitsOf(random.fork(2), unitCount) }],
    feedMs: 500,
    crash: null,
  }
}

const unitsOf = (random: Random, count: number): readonly SimulatedUnit[] =>
  Array.from({ length: count }, () => ({ frameCount: FRAMES_PER_UNIT, difficulty: random.lognormal(0.2) }))

function churn(room: Classroom, random: Random): Classroom {
  const dice = random.fork(3)
  // 16 are there at first and half of them leave; the other eight come while the job runs.
  const spanMs = leastMs({ ...room, devices: room.devices.slice(0, 16) })
  const order = shuffled(room.devices, dice)
  return {
    ...room,
    devices: order.map((device, index) => {
      if (index >= 16) return { ...device, joinsAtMs: Math.min(spanMs, dice.exponential(0.4 * spanMs)) }
      if (index >= 8) return device
      const how = index % 2 === 0 ? 'announced' : 'silent'
      return { ...device, leaves: { atMs: 500 + dice.exponential(0.4 * spanMs), how } }
    }),
  }
}

function kill(room: Classroom, count: number): Classroom {
  const atMs = 0.4 * leastMs(room)
  // Every speed is among the dead; with n − 1 dead the one that is left is of middling speed.
  const spared = count === room.devices.length - 1 ? 8 : -1
  const dead = new Set(
    room.devices
      .map((_, index) => (index * 7 + 3) % room.devices.length)
      .filter((index) => index !== spared)
      .slice(0, count),
  )
  return {
    ...room,
    devices: room.devices.map((device, index) =>
      dead.has(index) ? { ...device, leaves: { atMs, how: 'silent' } } : device,
    ),
  }
}

function hide(room: Classroom): Classroom {
  const atMs = 0.5 * leastMs(room)
  return {
    ...room,
    devices: room.devices.map((device, index) =>
      index % 3 === 1 ? { ...device, hides: { atMs, slowdown: 2.7 } } : device,
    ),
  }
}

function closePaths(room: Classroom, share: number): Classroom {
  const closed = Math.round(share * room.devices.length)
  return {
    ...room,
    devices: room.devices.map((device, index) =>
      (index * 7) % room.devices.length < closed
        ? { ...device, firstPayloadMs: 3_000 + device.firstPayloadMs }
        : device,
    ),
  }
}

function spoil(room: Classroom): Classroom {
  return {
    ...room,
    devices: room.devices.map((device, index) => {
      if (index === 3) return { ...device, fault: 'fails-at-once' }
      return index === 10 ? { ...device, fault: 'answers-nonsense' } : device
    }),
  }
}

function shuffled<Item>(items: readonly Item[], dice: Random): readonly Item[] {
  return items
    .map((item) => ({ item, rank: dice.next() }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ item }) => item)
}
