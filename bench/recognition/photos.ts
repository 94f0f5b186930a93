import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { PHOTO_GATE, type PhotoGate } from '../../lib/core/recognition/photo'
import type { DescribedFace } from '../../lib/core/recognition/face'
import type { NodeEngine } from '../../lib/worker/engine/node'
import { codeName, hashOf, openCache } from './cache'

/** What the engine says of a photo; null where it refuses it. */
export type PhotoAnswer = { readonly face: DescribedFace } | { readonly problem: string }

/** All that a photo passes on its way to a descriptor. */
export const PHOTO_CODE = [
  'lib/core/recognition/alignment.ts',
  'lib/core/recognition/mean-shape.ts',
  'lib/core/recognition/quality.ts',
  'lib/core/recognition/photo.ts',
  'lib/worker/engine/describe-photo.ts',
  'lib/worker/engine/look-at-photo.ts',
  'lib/worker/engine/find-upright.ts',
  'lib/worker/engine/detection/quarter-turns.ts',
  'lib/worker/engine/describe-faces.ts',
  'lib/worker/engine/plausible-face.ts',
  'lib/worker/engine/resample.ts',
  'lib/worker/engine/detection/boxes.ts',
  'lib/worker/engine/detection/find-faces.ts',
  'lib/worker/engine/detection/to-frame.ts',
  'lib/worker/engine/detection/turn.ts',
  'lib/worker/engine/detection/views.ts',
  'lib/worker/engine/nets',
  'public/models/manifest.json',
]

/** Describes photos of the test data, each once. @param rolls photos turned by so many degrees, clockwise. */
export function createPhotoBook(dataDir: string, cacheDir: string, engine: () => Promise<NodeEngine>) {
  const cache = openCache(cacheDir, `photos-${codeName(...PHOTO_CODE)}`)
  const describeWith = (path: string, rollDeg: number, gate: PhotoGate | null): Promise<PhotoAnswer> => {
    const bytes = readFileSync(join(dataDir, path))
    return cache.get(`${hashOf(bytes)} ${rollDeg}${gate ? ' central' : ''}`, async () => {
      const photo =
        rollDeg === 0
          ? bytes
          : await sharp(bytes).rotate(rollDeg, { background: '#000' }).jpeg({ quality: 95 }).toBuffer()
      const described = await (await engine()).describePhoto(photo, gate ?? PHOTO_GATE)
      return described.ok ? { face: described.value.face } : { problem: described.problem.type }
    })
  }
  const describe = (path: string, rollDeg = 0) => describeWith(path, rollDeg, null)
  return {
    /** As for enrolment: exactly one good face, or a reason. */
    describe,
    /** The central face, whatever its quality and its company: what comparing two given photos asks for. */
    describeCentral: async (path: string, rollDeg = 0): Promise<PhotoAnswer> => {
      const strict = await describe(path, rollDeg)
      return 'face' in strict ? strict : describeWith(path, rollDeg, ANY_FACE)
    },
  }
}
const ANY_FACE: PhotoGate = {
  ...{ minWidthPx: 0, minSharpness: 0, brightness: [0, 255], maxYaw: Infinity, rivalShare: Infinity },
}
export type PhotoBook = ReturnType<typeof createPhotoBook>

export interface Pair {
  readonly one: string
  readonly other: string
  readonly isSame: boolean
  /** 0..9: pairs of one person are in one fold. */
  readonly fold: number
}

/** The pairs in ten folds; a pair belongs to the fold of its first photo's person. */
export function listPairs(dataDir: string): Pair[] {
  const [, ...lines] = readFileSync(join(dataDir, 'pairs.csv'), 'utf8').trim().split('\n')
  return lines.map((line) => {
    const [one = '', other = '', same] = line.split(',')
    const person = one.replace(/_\d+\.\w+$/, '')
    return { one, other, isSame: same?.trim() === '1', fold: parseInt(hashOf(person).slice(0, 8), 16) % 10 }
  })
}

export interface PersonPhotos {
  readonly slug: string
  readonly enrol: readonly string[]
  readonly probes: readonly string[]
}

export function listPeople(dataDir: string): PersonPhotos[] {
  return readdirSync(join(dataDir, 'people'))
    .sort()
    .map((slug) => {
      const files = readdirSync(join(dataDir, 'people', slug)).sort()
      const of = (kind: string) => files.filter((file) => file.startsWith(kind)).map((file) => `people/${slug}/${file}`)
      return { slug, enrol: of('enrol'), probes: of('probe') }
    })
}

export const listStrangers = (dataDir: string): string[] =>
  readdirSync(join(dataDir, 'unknown'))
    .sort()
    .map((file) => `unknown/${file}`)
