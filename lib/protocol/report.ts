import { z } from 'zod'
import { DESCRIPTOR_LENGTH, type DescribedFace } from '../core/recognition/face'
import { fail, ok, type Result } from '../core/result'
import { BoxOnWire, Bytes, ExaminedOnWire, MAX_FACES_PER_FRAME, QualityOnWire } from './examined'
import { Id, MAX_FRAMES_PER_UNIT } from './unit'

const FaceOnWire = z.object({
  box: BoxOnWire,
  score: z.number().min(0).max(1),
  /** Of a located face: the row of `descriptors` that stands for it. Described faces own the first rows, in reading order. */
  locatedRow: z
    .number()
    .int()
    .min(0)
    .max(MAX_FACES_PER_FRAME * MAX_FRAMES_PER_UNIT)
    .optional(),
  quality: QualityOnWire,
})

const FrameOnWire = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('described'), faces: z.array(FaceOnWire).max(MAX_FACES_PER_FRAME) }),
  ExaminedOnWire,
  z.object({ outcome: z.literal('failed'), reason: z.enum(['undecodable', 'engine-error']) }),
])

/**
 * `unit:report`. `frames` follows the order of the lease's frames. `descriptors` holds those of all described faces of all
 * frames in reading order: little-endian float32, row-major [faces, DESCRIPTOR_LENGTH]. Landmarks stay on the device: pose and
 * alignment have been taken from them, and as text they would be two thirds of the report. Operations other than the roll answer
 * with examined frames (examined.ts) and no others.
 */
export const UnitReport = z.object({
  leaseId: Id,
  frames: z.array(FrameOnWire).min(1).max(MAX_FRAMES_PER_UNIT),
  descriptors: Bytes,
  /** Time the engine worked on it, transfer excluded. */
  workMs: z.number().min(0).max(3_600_000),
  transport: z.enum(['peer', 'http', 'local']),
})
export type UnitReport = z.infer<typeof UnitReport>

export type FrameResult =
  | { readonly outcome: 'described'; readonly faces: readonly DescribedFace[] }
  | { readonly outcome: 'failed'; readonly reason: 'undecodable' | 'engine-error' }

/** Packs results for the wire. The inverse of `unpackFrames`. */
export function packFrames(frames: readonly FrameResult[]): Pick<UnitReport, 'frames' | 'descriptors'> {
  const { rows, rowOf } = descriptorRows(frames)
  const values = new DataView(new ArrayBuffer(rows.length * DESCRIPTOR_LENGTH * 4))
  rows.forEach((descriptor, row) =>
    descriptor.forEach((value, column) => values.setFloat32((row * DESCRIPTOR_LENGTH + column) * 4, value, true)),
  )
  return {
    frames: frames.map((frame) =>
      frame.outcome === 'failed'
        ? frame
        : {
            outcome: 'described',
            faces: frame.faces.map(({ box, score, quality, descriptor, isLocated }) => ({
              ...{ box: { ...box }, score, quality: { ...quality } },
              ...(isLocated ? { locatedRow: rowOf(descriptor) } : {}),
            })),
          },
    ),
    descriptors: new Uint8Array(values.buffer),
  }
}

/**
 * Each descriptor once: those of described faces in reading order, then what only located faces still hold (the described view
 * may have been taken out with a person who was deleted).
 */
export function descriptorRows(frames: readonly FrameResult[]) {
  const faces = frames.flatMap((frame) => (frame.outcome === 'described' ? frame.faces : []))
  const own = faces.filter(({ isLocated }) => !isLocated).map(({ descriptor }) => descriptor)
  const rows = new Map(own.map((descriptor, row) => [descriptor, row]))
  const all: Float32Array[] = [...own]
  for (const { descriptor } of faces) if (!rows.has(descriptor)) rows.set(descriptor, all.push(descriptor) - 1)
  return { rows: all, rowOf: (descriptor: Float32Array): number => rows.get(descriptor) ?? 0 }
}

export type ReportProblem = 'other-operation' | 'descriptor-count' | 'descriptor-not-finite'

/** Reads a parsed report's faces; refuses one whose descriptors don't fit its faces or aren't finite numbers. */
export function unpackFrames(report: Pick<UnitReport, 'frames' | 'descriptors'>): Result<FrameResult[], ReportProblem> {
  const bytes = new Uint8Array(report.descriptors)
  const answers = report.frames.flatMap((frame) => (frame.outcome === 'examined' ? [] : [frame]))
  if (answers.length < report.frames.length) return fail('other-operation')
  const faces = answers.flatMap((frame) => (frame.outcome === 'described' ? frame.faces : []))
  const ownCount = faces.filter(({ locatedRow }) => locatedRow === undefined).length
  // Rows beyond the described faces' own are for located ones, and each of those rows is somebody's.
  const borrowed = new Set(faces.flatMap(({ locatedRow }) => (locatedRow === undefined ? [] : [locatedRow])))
  const extraCount = [...borrowed].filter((row) => row >= ownCount).length
  const rowCount = ownCount + extraCount
  if (bytes.byteLength !== rowCount * DESCRIPTOR_LENGTH * 4 || [...borrowed].some((row) => row >= rowCount))
    return fail('descriptor-count')
  const floats = floatsOf(bytes)
  const rows = readRows(floats, rowCount)
  if (!areFinite(floats)) return fail('descriptor-not-finite')
  let next = 0
  const frames = answers.map((frame): FrameResult => {
    if (frame.outcome === 'failed') return frame
    const described = frame.faces.map(({ locatedRow, ...face }): DescribedFace => {
      const descriptor = rows[locatedRow ?? next++] ?? new Float32Array(DESCRIPTOR_LENGTH)
      const isLocated = locatedRow === undefined ? {} : { isLocated: true as const }
      return { ...face, landmarks: [], descriptor, ...isLocated }
    })
    return { outcome: 'described', faces: described }
  })
  return ok(frames)
}

const readRows = (floats: Float32Array, count: number): Float32Array[] =>
  Array.from({ length: count }, (_, row) => floats.subarray(row * DESCRIPTOR_LENGTH, (row + 1) * DESCRIPTOR_LENGTH))

/** A plain loop: asked of each number by a function, it took longer than reading the report. */
function areFinite(floats: Float32Array): boolean {
  for (let index = 0; index < floats.length; index++) if (!Number.isFinite(floats[index])) return false
  return true
}

/** Copied, so that each row starts where a float may. Little-endian, as every machine that runs a browser or Node today is. */
const floatsOf = (bytes: Uint8Array): Float32Array => new Float32Array(bytes.slice().buffer)
