import type { DescribedFrame } from '../../lib/core/merging/roll'
import { takeRoll } from '../../lib/core/merging/take-roll'
import type { DescribedFace } from '../../lib/core/recognition/face'
import { buildGallery, type FaceTemplate } from '../../lib/core/recognition/gallery'
import type { Random } from '../../lib/core/simulation/random'
import { shuffle } from './measures'

/** Everything there is of one person outside the gallery: real faces from real photos, small renderings included. */
export interface Sitter {
  readonly name: string
  readonly faces: readonly DescribedFace[]
}

export interface SessionsOutcome {
  readonly sessions: number
  readonly strangers: number
  /** Strangers' tracks that got somebody's name for certain, and enrolled people's that got another's. */
  readonly strangersNamed: number
  readonly wronglyNamed: number
  readonly attendees: number
  readonly attendeesNamed: number
}

const ENROLLED = 60
const STRANGERS = 5
const ATTENDING = 20
/** More than a set of photos has (`photoSetFrames`), which is judged by a stricter rule. */
const FRAMES = 16

/**
 * Classes that never were: 60 people enrolled, 20 of them and 5 strangers sit in the room. Each shows the faces of their own
 * photos in turn, at a seat of their own; the roll is taken by the product's own code.
 */
export function simulateSessions(
  {
    templates,
    people,
    strangers,
  }: { templates: readonly FaceTemplate[]; people: readonly Sitter[]; strangers: readonly Sitter[] },
  sessions: number,
  random: Random,
): SessionsOutcome {
  const total = { strangersNamed: 0, wronglyNamed: 0, attendees: 0, attendeesNamed: 0 }
  const slugs = [...new Set<string>(templates.map(({ personId }) => personId))]
  for (let session = 0; session < sessions; session++) {
    const mixed = shuffle(slugs, random)
    const enrolled = new Set(mixed.slice(0, ENROLLED))
    const gallery = buildGallery(templates.filter(({ personId }) => enrolled.has(personId)))
    const attending = shuffle(
      people.filter(({ name }) => enrolled.has(name)),
      random,
    ).slice(0, ATTENDING)
    const left = people.filter(({ name }) => !enrolled.has(name))
    const outside = shuffle([...strangers, ...left], random).slice(0, STRANGERS)
    const sitters = shuffle([...attending, ...outside], random)
    const roll = takeRoll({ frames: framesOf(sitters, random), gallery, sampleS: 2 })
    const named = new Set<string>()
    for (const { verdict, best } of roll.tracks) {
      if (verdict.kind !== 'person') continue
      const sitter = sitters[Math.floor(best.box.x / SEAT_PX)]
      if (!sitter) continue
      if (outside.includes(sitter)) total.strangersNamed++
      else if (sitter.name !== verdict.personId) total.wronglyNamed++
      else named.add(sitter.name)
    }
    total.attendees += attending.length
    total.attendeesNamed += named.size
  }
  return { sessions, strangers: sessions * STRANGERS, ...total }
}
const SEAT_PX = 150

function framesOf(sitters: readonly Sitter[], random: Random): DescribedFrame[] {
  return Array.from({ length: FRAMES }, (_, i) => ({
    atS: i * 2,
    faces: sitters.flatMap(({ faces }, seat): DescribedFace[] => {
      const face = faces[Math.floor(random.next() * faces.length)]
      if (!face) return []
      const side = Math.min(100, face.quality.widthPx)
      return [{ ...face, box: { x: seat * SEAT_PX + 20 + (i % 3), y: 50, width: side, height: side } }]
    }),
  }))
}

/** Exact 95 % interval of a Poisson count (Garwood), by bisection. */
export function poissonInterval(count: number): readonly [number, number] {
  const atMost = (k: number, mean: number) => {
    let term = Math.exp(-mean)
    let sum = term
    for (let i = 1; i <= k; i++) sum += term *= mean / i
    return sum
  }
  const solve = (holds: (mean: number) => boolean) => {
    let [low, high] = [0, count + 10 * Math.sqrt(count + 1) + 10]
    for (let i = 0; i < 60; i++) {
      const middle = (low + high) / 2
      if (holds(middle)) low = middle
      else high = middle
    }
    return low
  }
  return [
    count === 0 ? 0 : solve((mean) => 1 - atMost(count - 1, mean) < 0.025),
    solve((mean) => atMost(count, mean) > 0.025),
  ]
}
