import { brand, type PersonId } from '../../ids'
import { DESCRIPTOR_LENGTH, type Box, type DescribedFace, type FaceQuality } from '../face'
import type { FaceTemplate } from '../gallery'

/** Seeded chance for tests (mulberry32): the same seed gives the same class. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A random direction of the given length. */
function direction(random: () => number, length: number): Float32Array {
  const vector = new Float32Array(DESCRIPTOR_LENGTH)
  for (let i = 0; i < vector.length; i++) {
    const radius = Math.sqrt(-2 * Math.log(1 - random()))
    vector[i] = radius * Math.cos(2 * Math.PI * random())
  }
  const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))
  return vector.map((value) => (value * length) / norm)
}

const plus = (one: Float32Array, two: Float32Array) => one.map((value, i) => value + (two[i] ?? 0))

/**
 * People as the descriptor net sees them: all share a large common part, two people are about .8 apart, two views of one
 * person about .42 apart, a view and its person .3.
 */
export function createCrowd(seed: number) {
  const random = createRandom(seed)
  const common = direction(random, 1.3)
  const cores = new Map<string, Float32Array>()
  const core = (name: string) => {
    const known = cores.get(name) ?? plus(common, direction(random, 0.57))
    cores.set(name, known)
    return known
  }
  return {
    random,
    /** @param blur how far the view lies from the person. */
    view: (name: string, blur = 0.3) => plus(core(name), direction(random, blur)),
    /** Somebody who is this far from a person already known: a sibling. */
    addSibling: (name: string, of: string, apart: number) => cores.set(name, plus(core(of), direction(random, apart))),
    templates: (names: readonly string[], each = 4): FaceTemplate[] =>
      names.flatMap((name) =>
        Array.from({ length: each }, () => ({
          personId: personOf(name),
          descriptor: plus(core(name), direction(random, 0.3)),
          quality: 0.7,
        })),
      ),
  }
}
export type Crowd = ReturnType<typeof createCrowd>

export const personOf = (name: string): PersonId => brand<PersonId>(name)

export function faceAt(box: Partial<Box>, descriptor: Float32Array, quality: Partial<FaceQuality> = {}): DescribedFace {
  const whole = { x: 100, y: 100, width: 80, height: 80, ...box }
  return {
    box: whole,
    score: 0.9,
    landmarks: [],
    quality: { value: 0.6, widthPx: whole.width, sharpness: 100, brightness: 120, yaw: 0, rollDeg: 0, ...quality },
    descriptor,
  }
}
