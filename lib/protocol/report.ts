import { z } from 'zod'
import { DESCRIPTOR_LENGTH, type DescribedFace } from '../core/recognition/face'
import { fail, ok, type Result } from '../core/result'
import { Id, MAX_FRAMES_PER_UNIT } from './unit'

/** More faces than this in one frame is no classroom; the engine keeps the best ones. */
export const MAX_FACES_PER_FRAME = 300

const finite = z.number().min(-100_000).max(100_000)

const FaceOnWire = z.object({
  box: z.object({ x: finite, y: finite, width: finite, height: finite }),
  score: z.number().min(0).max(1),
  quality: z.object({
    value: z.number().min(0).max(1),
    widthPx: z.number().min(0).max(8192),
    sharpness: z.number().min(0).max(1_000_000),
    brightness: z.number().min(0).max(255),
    yaw: finite,
    rollDeg: z.number().min(-180).max(180),
  }),
})

const FrameOnWire = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('described'), faces: z.array(FaceOnWire).max(MAX_FACES_PER_FRAME) }),
  z.object({ outcome: z.literal('failed'), reason: z.enum(['undecodable', 'engine-error']) }),
])

/**
 * `unit:report`. `frames` follows the order of the lease's frames. `descriptors` holds those of all faces of all frames
 * in reading order: little-endian float32, row-major [faces, DESCRIPTOR_LENGTH]. Landmarks stay on the device: pose and
 * alignment have been taken from them, and as text they would be two thirds of the report.
 */
export const UnitReport = z.object({
  leaseId: Id,
  frames: z.array(FrameOnWire).min(1).max(MAX_FRAMES_PER_UNIT),
  descriptors: z.custom<Uint8Array>((value) => value instanceof Uint8Array || value instanceof ArrayBuffer),
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
  const described = frames.flatMap((frame) => (frame.outcome === 'described' ? frame.faces : []))
  const rows = new DataView(new ArrayBuffer(described.length * DESCRIPTOR_LENGTH * 4))
  described.forEach((face, row) =>
    face.descriptor.forEach((value, column) => rows.setFloat32((row * DESCRIPTOR_LENGTH + column) * 4, value, true)),
  )
  return {
    frames: frames.map((frame) =>
      frame.outcome === 'failed'
        ? frame
        : {
            outcome: 'described',
            faces: frame.faces.map(({ box, score, quality }) => ({ box: { ...box }, score, quality: { ...quality } })),
          },
    ),
    descriptors: new Uint8Array(rows.buffer),
  }
}

export type ReportProblem = 'descriptor-count' | 'descriptor-not-finite'

/** Reads a parsed report's faces; refuses one whose descriptors don't fit its faces or aren't finite numbers. */
export function unpackFrames(report: Pick<UnitReport, 'frames' | 'descriptors'>): Result<FrameResult[], ReportProblem> {
  const bytes = new Uint8Array(report.descriptors)
  const faceCount = report.frames.reduce(
    (sum, frame) => sum + (frame.outcome === 'described' ? frame.faces.length : 0),
    0,
  )
  if (bytes.byteLength !== faceCount * DESCRIPTOR_LENGTH * 4) return fail('descriptor-count')
  // Copied, so that each row starts where a float may, and belongs to nobody else.
  const values = floatsOf(bytes)
  if (!values.every(Number.isFinite)) return fail('descriptor-not-finite')
  let row = 0
  const nextDescriptor = () => values.subarray(row * DESCRIPTOR_LENGTH, ++row * DESCRIPTOR_LENGTH)
  return ok(
    report.frames.map((frame): FrameResult =>
      frame.outcome === 'failed'
        ? frame
        : {
            outcome: 'described',
            faces: frame.faces.map((face) => ({ ...face, landmarks: [], descriptor: nextDescriptor() })),
          },
    ),
  )
}

/** Little-endian, as every machine that runs a browser or Node today is. */
const floatsOf = (bytes: Uint8Array): Float32Array => new Float32Array(bytes.slice().buffer)
