import type { Mode } from '../scheduling/event'
import { defaultPolicy } from '../scheduling/policy'
import { median } from '../statistics'
import { leastMs, presence, type Classroom, type Device } from './classroom'
import type { Random } from './random'
import type { Recording, RecordedDevice, Replay, Run } from './recording'
import { simulate } from './simulate'

/** Round trip and transfer are not recorded; these are a school network's. */
const LATENCY_MS = 15
const TRANSFER_MS = 120

/**
 * How far a job was from the least time its devices could have needed, and how it might have gone in other modes and with
 * other numbers of devices: more of them are like those there were, in turn; fewer are the quickest first.
 */
export function replay(
  recording: Recording,
  { modes, deviceCounts }: { readonly modes: readonly Mode[]; readonly deviceCounts: readonly number[] },
  random: Random,
): Replay | null {
  const room = roomOf(recording)
  if (!room) return null
  const runAs = (mode: Mode, devices: readonly Device[]): Run => {
    const changed: Classroom = { ...room, devices, jobs: room.jobs.map((job) => ({ ...job, mode })) }
    const { finishedAtMs } = simulate(changed, defaultPolicy, random.fork(1))
    return runOf(changed, finishedAtMs ?? Infinity)
  }
  return {
    asItWent: runOf(room, recording.endedAtMs),
    simulated: runAs(recording.mode, room.devices),
    whatIf: deviceCounts
      .filter((count) => count > 0)
      .flatMap((deviceCount) =>
        modes.map((mode) => ({ mode, deviceCount, ...runAs(mode, crewOf(room.devices, deviceCount)) })),
      ),
  }
}

function runOf(room: Classroom, endMs: number): Run {
  const least = leastMs(room)
  return { seconds: endMs / 1_000, leastSeconds: least / 1_000, ratio: endMs / least }
}

/** Null if too little happened to say anything: no unit was done. */
function roomOf({ mode, devices, units, endedAtMs }: Recording): Classroom | null {
  const speeds = devices.map((_, index) => medianFrameMs(units, index))
  const known = speeds.filter((speed) => speed !== null)
  if (known.length === 0) return null
  const typical = median(known) ?? 0
  const room: Classroom = {
    devices: devices.flatMap((device, index) => deviceOf(device, index, speeds[index] ?? null)),
    jobs: [
      {
        ...{ name: 'job', mode, weight: 1 },
        units: units.map(({ frameCount, done }) => {
          // A unit's own difficulty: its time against what its device usually needs.
          const usual = (done && speeds[done.device]) ?? typical
          const difficulty = done ? Math.min(5, Math.max(0.2, done.workMs / Math.max(1, frameCount) / usual)) : 1
          return { frameCount: Math.max(1, frameCount), difficulty }
        }),
      },
    ],
    feedMs: Math.max(0, ...units.map(({ offeredAtMs }) => offeredAtMs)),
    crash: null,
  }
  const isEver = room.devices.some((device) => presence(device, Math.min(device.joinsAtMs, endedAtMs)) > 0)
  return room.devices.length > 0 && units.length > 0 && isEver ? room : null
}

/** One for each stretch that it was there; a device that did nothing is as quick as it said. */
function deviceOf(
  { name, stays, calibratedFrameMs }: RecordedDevice,
  index: number,
  measured: number | null,
): Device[] {
  const frameMs = measured ?? calibratedFrameMs
  if (!(frameMs > 0)) return []
  return stays.map(({ fromMs, untilMs }, stay) => ({
    ...{
      name: `${index}.${stay} ${name}`,
      frameMs,
      calibratedFrameMs: calibratedFrameMs > 0 ? calibratedFrameMs : frameMs,
    },
    ...{ jitter: 0.15, joinsAtMs: fromMs, hides: null, fault: null },
    leaves: untilMs === null ? null : { atMs: untilMs, how: 'announced' },
    ...{ latencyMs: LATENCY_MS, transferMs: TRANSFER_MS, firstPayloadMs: TRANSFER_MS },
  }))
}

function medianFrameMs(units: Recording['units'], device: number): number | null {
  const times = units.flatMap(({ done, frameCount }) =>
    done?.device === device && done.workMs > 0 ? [done.workMs / Math.max(1, frameCount)] : [],
  )
  return median(times)
}

/** What if: all of them are there from the beginning to the end. */
function crewOf(devices: readonly Device[], count: number): readonly Device[] {
  const quickest = devices.toSorted((one, other) => one.frameMs - other.frameMs)
  return Array.from({ length: count }, (_, index) => {
    // There is at least one: roomOf saw to it.
    const model = quickest[index % quickest.length] as Device
    return { ...model, name: `${index} ${model.name}`, joinsAtMs: 0, leaves: null }
  })
}
