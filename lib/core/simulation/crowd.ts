import type { FrameAnswer } from '../trust/agreement'
import { DESCRIPTOR_LENGTH, type DescribedFace } from '../recognition/face'
import { createRandom, type Random } from './random'

/** How a liar lies. `omit` and `add` are agreed on by all of them: one person is left out, or one absent one put in. */
export type Strategy = 'always' | 'sleeper' | 'rare' | 'add' | 'omit'

/** A class as it really was, and what devices would say of it. Everything follows from the seed. */
export interface Crowd {
  /** Names of who was there, then of who is on the roster and was not. */
  readonly present: readonly string[]
  readonly absent: readonly string[]
  /** Whom the colluders leave out: the one seen least. And whom they put in. */
  readonly victim: string
  readonly impostor: string
  /** Who can be seen in a frame, in the order in which devices list them. */
  seen(position: number, frame: number): readonly string[]
  /** What a device says of a frame; `audit` names the rendering, '' is the picture as it was. */
  answer(position: number, frame: number, device: string, audit: string, lie: Lie | null): FrameAnswer
}

export type Lie = 'garbage' | 'empty' | 'add' | 'omit'

const PEOPLE = 50
const ABSENT = 5
/** Some are seen only for a moment: they look in, or sit behind a pillar. */
const THIN = 5
const THIN_UNITS = [4, 8] as const
/** Others are missed in a unit now and then, and in single frames. */
const SEEN_IN_UNIT = 0.95
const SEEN_IN_FRAME = 0.93

/**
 * Distances as they are among real faces: two people about 0.85, two views of one about 0.35. Devices differ on the same
 * picture by 0.02 and sometimes several times that (a box that lies a pixel off), on a re-rendered one by 0.1.
 */
const PERSON_LENGTH = 0.6
const VIEW_LENGTH = 0.25
const DEVICE_LENGTH = { median: 0.015, sigma: 0.35 }
const RENDERED_LENGTH = { median: 0.09, sigma: 0.3 }
/** One face in so many is at the detector's threshold: seen by one device and missed by the next. */
const DOUBTFUL = 0.1

export function createCrowd(seed: number, unitCount: number): Crowd {
  const dice = createRandom(seed)
  const present = Array.from({ length: PEOPLE }, (_, index) => `p${index}`)
  const absent = Array.from({ length: ABSENT }, (_, index) => `x${index}`)
  const directions = Array.from({ length: DIRECTIONS }, () => directionOf(dice))
  const seats = new Map([...present, ...absent].map((name, index) => [name, index]))
  const thin = present.slice(0, THIN).map((name) => {
    const length = Math.round(dice.between(...THIN_UNITS))
    const from = Math.floor(dice.between(0, unitCount - length))
    return { name, from, until: from + length }
  })
  const hours = new Map(thin.map((stay) => [stay.name, stay]))
  const victim = thin.toSorted((one, other) => one.until - one.from - (other.until - other.from))[0]?.name ?? ''
  const seenIn = new Map<number, readonly string[]>()

  function seen(position: number, frame: number): readonly string[] {
    const key = position * 64 + frame
    const known = seenIn.get(key)
    if (known) return known
    const own = createRandom(seed ^ Math.imul(key + 1, 0x9e3779b1))
    const inUnit = createRandom(seed ^ Math.imul(position + 1, 0x85ebca6b))
    const names = present.filter((name) => {
      const stay = hours.get(name)
      const isThere = inUnit.next() < SEEN_IN_UNIT || stay !== undefined
      const isShown = own.next() < SEEN_IN_FRAME
      return isThere && isShown && (!stay || (position >= stay.from && position < stay.until))
    })
    seenIn.set(key, names)
    return names
  }

  /** Descriptors are made when they are looked at: most never are. */
  function faceOf(name: string, position: number, frame: number, device: number, audit: number): DescribedFace | null {
    const seat = seats.get(name) ?? 0
    const view = mix(mix(mix(seed, seat), position), frame)
    const picture = mix(view, audit)
    const own = mix(picture, device)
    const isDoubtful = draw(view, 1) < DOUBTFUL
    const trueScore = isDoubtful ? 0.42 + 0.2 * draw(view, 2) : 0.8 + 0.19 * draw(view, 2)
    const score = trueScore + 0.02 * bell(own, 1) + (audit ? 0.04 * bell(picture, 2) : 0)
    if (score < 0.5) return null
    return new SimulatedFace(seat, score, own, () => {
      const descriptor = new Float32Array(DESCRIPTOR_LENGTH)
      add(descriptor, directions[seat], PERSON_LENGTH)
      add(descriptor, someDirection(view), VIEW_LENGTH)
      add(descriptor, someDirection(own), spread(DEVICE_LENGTH, own))
      if (audit) add(descriptor, someDirection(picture), spread(RENDERED_LENGTH, picture))
      return descriptor
    })
  }

  /** The first ones are people's own. */
  function someDirection(key: number): Float32Array | undefined {
    return directions[PEOPLE + ABSENT + Math.floor(draw(key, 7) * (DIRECTIONS - PEOPLE - ABSENT))]
  }

  const impostor = absent[0] ?? ''
  return {
    ...{ present, absent, victim, impostor, seen },
    answer: (position, frame, device, audit, lie) => {
      if (lie === 'empty') return { outcome: 'described', faces: [] }
      const names = seen(position, frame).filter((name) => !(lie === 'omit' && name === victim))
      const all = lie === 'add' ? [...names, impostor] : names
      const [deviceKey, auditKey] = [hash(device), audit ? hash(audit) : 0]
      const faces: DescribedFace[] = []
      for (const name of all) {
        const face = faceOf(name, position, frame, deviceKey, auditKey)
        if (face) faces.push(face)
      }
      if (lie !== 'garbage') return { outcome: 'described', faces }
      const key = mix(mix(mix(mix(seed, position), frame), deviceKey), auditKey)
      return {
        outcome: 'described',
        faces: faces.map(({ box, score, landmarks, quality }, index) => {
          const descriptor = new Float32Array(DESCRIPTOR_LENGTH)
          add(descriptor, someDirection(mix(key, index)), PERSON_LENGTH)
          return { box, score, landmarks, quality, descriptor }
        }),
      }
    },
  }
}

class SimulatedFace implements DescribedFace {
  readonly box
  readonly landmarks: readonly number[] = []
  readonly quality = QUALITY
  #made: Float32Array | null = null
  constructor(
    seat: number,
    readonly score: number,
    own: number,
    private readonly describe: () => Float32Array,
  ) {
    const [x, y] = [(seat % 10) * 120 + 2 * bell(own, 3), Math.floor(seat / 10) * 120 + 2 * bell(own, 4)]
    this.box = { x, y, width: 60, height: 75 }
  }
  get descriptor(): Float32Array {
    return (this.#made ??= this.describe())
  }
}

const QUALITY = { value: 0.8, widthPx: 60, sharpness: 60, brightness: 120, yaw: 0, rollDeg: 0 }

/** Enough directions for chance, few enough to keep: nearly all of them stand at right angles to each other. */
const DIRECTIONS = 2_048

function directionOf(dice: Random): Float32Array {
  const values = Float32Array.from({ length: DESCRIPTOR_LENGTH }, () => dice.normal())
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))
  return values.map((value) => value / length)
}

function add(to: Float32Array, direction: Float32Array | undefined, length: number): void {
  if (!direction) return
  for (let index = 0; index < DESCRIPTOR_LENGTH; index++)
    to[index] = (to[index] ?? 0) + length * (direction[index] ?? 0)
}

/** MurmurHash3's last steps (Austin Appleby, public domain): neighbouring numbers in, unlike ones out. */
function mix(one: number, other: number): number {
  let mixed = one ^ Math.imul(other + 1, 0x9e3779b1)
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

const draw = (key: number, which: number): number => mix(key, which) / 2 ** 32

/** Near enough to a bell of deviation 1: the sum of four even draws, scaled. */
const bell = (key: number, which: number): number =>
  (draw(key, which + 100) + draw(key, which + 200) + draw(key, which + 300) + draw(key, which + 400) - 2) * Math.sqrt(3)

const spread = ({ median, sigma }: { readonly median: number; readonly sigma: number }, key: number): number =>
  median * Math.exp(sigma * bell(key, 9))

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  return value >>> 0
}
