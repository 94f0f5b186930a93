import sharp from 'sharp'
import { expect, test } from 'vitest'
import { brand, type JobId, type UnitId, unitIdOf } from '../../lib/core/ids'
import { createRandom } from '../../lib/core/recognition/testing/synthetic-faces'
import type { FrameInfo } from '../../lib/core/video/frame'
import { moveAnswer, renderAgain } from '../../lib/server/render-audit'
import { syntheticFace } from '../testing/synthetic-faces'
import { chooseDisguise, type Disguise } from './audit-book'
import { makeAudit } from './make-audit'

const random = createRandom(7)
const jobId = brand<JobId>('job')
const [WIDTH, HEIGHT] = [160, 120]

/** A picture of nothing in particular, of more or less detail, as a recording's frames are. */
async function picture(detail: number): Promise<Uint8Array> {
  const noise = Buffer.from(Array.from({ length: WIDTH * HEIGHT * 3 }, () => 128 + (random() - 0.5) * detail))
  const image = sharp(noise, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } }).blur(1.2)
  return new Uint8Array(await image.jpeg({ quality: 85 }).toBuffer())
}

interface Unit extends Disguise {
  readonly jpegs: readonly Uint8Array[]
}

async function makeUnits(count: number): Promise<Unit[]> {
  const units: Unit[] = []
  for (let position = 0; position < count; position++) {
    // Scenes change slowly, so that the frames of one unit are alike in size.
    const detail = 90 + 60 * Math.sin(position / 9)
    const jpegs = await Promise.all(Array.from({ length: 4 }, () => picture(detail + random() * 25)))
    const frames = jpegs.map((jpeg, frame): FrameInfo => ({
      ...{ atS: (position * 4 + frame) * 0.5, widthPx: WIDTH, heightPx: HEIGHT, sizeBytes: jpeg.byteLength },
    }))
    units.push({ unitId: unitIdOf(jobId, position), position, frames, jpegs })
  }
  return units
}

/** What a device sees of a lease besides the pictures themselves. */
const featuresOf = (frames: readonly FrameInfo[], position: number, unitId: string): number[] => {
  const sizes = frames.map(({ sizeBytes }) => sizeBytes)
  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length
  const spread = Math.sqrt(sizes.reduce((sum, size) => sum + (size - mean) ** 2, 0) / sizes.length)
  const gaps = frames.slice(1).map(({ atS }, i) => atS - (frames[i]?.atS ?? 0))
  return [
    ...[mean / 1000, (10 * spread) / mean, (sizes[0] ?? 0) / mean, (sizes.at(-1) ?? 0) / mean, frames.length],
    ...[position / 100, Math.max(...gaps), Math.min(...gaps), unitId.length, (frames[0]?.widthPx ?? 0) / 100],
  ]
}

/** Logistic regression by gradient descent on standardised features; returns the share that it tells right. */
function classify(train: readonly Sample[], tests: readonly Sample[]): number {
  const width = train[0]?.x.length ?? 0
  const column = (i: number) => train.map(({ x }) => x[i] ?? 0)
  const means = Array.from({ length: width }, (_, i) => column(i).reduce((sum, v) => sum + v, 0) / train.length)
  const scales = means.map(
    (mean, i) => Math.sqrt(column(i).reduce((sum, v) => sum + (v - mean) ** 2, 0) / train.length) || 1,
  )
  const norm = (x: readonly number[]) => [1, ...x.map((v, i) => (v - (means[i] ?? 0)) / (scales[i] ?? 1))]
  const weights = new Array<number>(width + 1).fill(0)
  const sure = (x: readonly number[]) =>
    1 / (1 + Math.exp(-norm(x).reduce((sum, v, i) => sum + v * (weights[i] ?? 0), 0)))
  for (let round = 0; round < 400; round++) {
    const slopes = weights.map((weight) => 0.001 * weight)
    for (const { x, isAudit } of train) {
      const error = sure(x) - (isAudit ? 1 : 0)
      norm(x).forEach((v, i) => (slopes[i] = (slopes[i] ?? 0) + (error * v) / train.length))
    }
    slopes.forEach((slope, i) => (weights[i] = (weights[i] ?? 0) - 0.5 * slope))
  }
  return tests.filter(({ x, isAudit }) => sure(x) > 0.5 === isAudit).length / tests.length
}
interface Sample {
  readonly x: readonly number[]
  readonly isAudit: boolean
}

/** Better than chance by at most this: three standard deviations of 200 guesses. */
const MOST_ABOVE_CHANCE = 0.11

test('[TRU-35] what a device sees of a lease does not tell audits from units', async () => {
  const units = await makeUnits(200)
  const samples: Sample[] = units.map(({ frames, position, unitId }) => ({
    x: featuresOf(frames, position, unitId),
    isAudit: false,
  }))
  const jpegOf = new Map(units.map((unit) => [unit.unitId, unit.jpegs]))
  for (let index = 0; index < 200; index++) {
    // As trust asks for them: neighbours in time, one of them shorter than a unit now and then.
    const from = Math.floor(random() * (units.length - 8))
    const length = index % 3 === 0 ? 2 : 4
    const refs = units.slice(from, from + length).map(({ unitId }) => ({ unitId, frame: Math.floor(random() * 4) }))
    const auditId = unitIdOf(jobId, 1_000_000 + index)
    const audit = await makeAudit(
      { jobId, auditId, frames: refs },
      { units, random, readFrame: async ({ unitId, frame }) => jpegOf.get(unitId as UnitId)?.[frame] ?? null },
    )
    if (!audit) throw new Error('the frames were there')
    expect(audit.asked.map((place) => audit.refs[place])).toEqual(refs)
    const disguise = chooseDisguise(units, { frameCount: audit.frames.length, isTaken: () => false, random })
    if (!disguise) throw new Error('there are units to pass as')
    const frames = audit.frames.map(({ jpeg, rendering }, frame): FrameInfo => ({
      atS: disguise.frames[frame]?.atS ?? 0,
      ...{ widthPx: rendering.widthPx, heightPx: rendering.heightPx, sizeBytes: jpeg.byteLength },
    }))
    samples.push({ x: featuresOf(frames, disguise.position, disguise.unitId), isAudit: true })
  }
  const shuffled = samples.map((sample) => ({ sample, key: random() })).sort((a, b) => a.key - b.key)
  const mixed = shuffled.map(({ sample }) => sample)
  const share = classify(mixed.slice(0, 200), mixed.slice(200))
  expect(share).toBeLessThan(0.5 + MOST_ABOVE_CHANCE)
  // The test can fail: what an undisguised audit looks like is told every time.
  const bare = mixed.map(({ x, isAudit }) => ({ x: [...x, isAudit ? 1_000_000 : 3], isAudit }))
  expect(classify(bare.slice(0, 200), bare.slice(200))).toBeGreaterThan(0.95)
  process.stdout.write(`told apart: ${(100 * share).toFixed(1)} % of 200, chance 50 %\n`)
}, 120_000)

test('[TRU-35] every rendering differs, and an answer moves with the picture', async () => {
  const original = await picture(120)
  const one = await renderAgain(original, random)
  const two = await renderAgain(original, random)
  if (!one || !two) throw new Error('it is a picture')
  expect(Buffer.from(one.jpeg).equals(Buffer.from(two.jpeg))).toBe(false)
  expect(Math.abs(one.jpeg.byteLength - original.byteLength)).toBeLessThan(0.1 * original.byteLength)
  const face = { ...syntheticFace(1), box: { x: 60, y: 40, width: 30, height: 36 } }
  const moved = moveAnswer(
    { outcome: 'described', faces: [face, { ...face, box: { ...face.box, x: 1 } }] },
    one.rendering,
  )
  // The second one stands at the edge, where the cut may have touched it.
  expect(moved.outcome === 'described' ? moved.faces.length : 0).toBe(1)
  const box = moved.outcome === 'described' ? moved.faces[0]?.box : undefined
  expect(Math.abs((box?.x ?? 0) - 60)).toBeLessThan(6)
  expect(await renderAgain(new Uint8Array([1, 2, 3]), random)).toBeNull()
})
