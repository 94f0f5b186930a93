import { z } from 'zod'
import { DESCRIPTOR_LENGTH, type Descriptor, type FaceQuality, type Box } from '../core/recognition/face'
import type { PhotoProblem } from '../core/recognition/photo'
import { fail, ok, type Result } from '../core/result'

/** More faces than this in one frame is no classroom; the engine keeps the best ones. */
export const MAX_FACES_PER_FRAME = 300
/** A drawn picture; four of them and their faces stay under what a connection takes in one message. */
export const MAX_PICTURE_BYTES = 3 * 1024 * 1024

const finite = z.number().min(-100_000).max(100_000)

export const BoxOnWire = z.object({ x: finite, y: finite, width: finite, height: finite })
export const QualityOnWire = z.object({
  value: z.number().min(0).max(1),
  widthPx: z.number().min(0).max(8192),
  sharpness: z.number().min(0).max(1_000_000),
  brightness: z.number().min(0).max(255),
  yaw: finite,
  rollDeg: z.number().min(-180).max(180),
})
export const Bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array || value instanceof ArrayBuffer)

export const PhotoProblemOnWire: z.ZodType<PhotoProblem> = z.discriminatedUnion('type', [
  z.object({ type: z.enum(['not-a-picture', 'no-face', 'face-cut-off', 'turned-away']) }),
  z.object({ type: z.enum(['too-blurred', 'too-dark', 'too-bright']) }),
  z.object({ type: z.literal('several-faces'), count: z.number().int().min(2).max(MAX_FACES_PER_FRAME) }),
  z.object({
    type: z.literal('face-too-small'),
    widthPx: z.number().min(0).max(8192),
    neededPx: z.number().min(0).max(8192),
  }),
])

/** A frame of an operation other than the roll. Its descriptors, if the operation makes any, follow as in `UnitReport`. */
export const ExaminedOnWire = z.object({
  outcome: z.literal('examined'),
  faces: z
    .array(z.object({ box: BoxOnWire, score: z.number().min(0).max(1), quality: QualityOnWire.nullable() }))
    .max(MAX_FACES_PER_FRAME),
  /** The face that enrolment would take, by its place among `faces`. */
  chosen: z.number().int().min(0).nullable(),
  /** Why enrolment would take none. */
  refused: PhotoProblemOnWire.nullable(),
  /** JPEG. */
  picture: Bytes.nullable(),
})

export interface ExaminedFace {
  readonly box: Box
  readonly score: number
  /** Null where the operation looks for boxes only. */
  readonly quality: FaceQuality | null
  readonly descriptor: Descriptor | null
}

export type ExaminedFrame =
  | {
      readonly outcome: 'examined'
      readonly faces: readonly ExaminedFace[]
      readonly chosen: number | null
      readonly refused: PhotoProblem | null
      readonly picture: Uint8Array | null
    }
  | { readonly outcome: 'failed'; readonly reason: 'undecodable' | 'engine-error' }

export interface PackedExamination {
  readonly frames: (z.infer<typeof ExaminedOnWire> | Extract<ExaminedFrame, { outcome: 'failed' }>)[]
  readonly descriptors: Uint8Array
}

/** Packs results for the wire. The inverse of `unpackExamined`. */
export function packExamined(frames: readonly ExaminedFrame[]): PackedExamination {
  const rows = frames.flatMap((frame) =>
    frame.outcome === 'failed' ? [] : frame.faces.flatMap(({ descriptor }) => descriptor ?? []),
  )
  const values = new Float32Array(rows.length * DESCRIPTOR_LENGTH)
  rows.forEach((row, at) => values.set(row, at * DESCRIPTOR_LENGTH))
  return {
    frames: frames.map((frame) =>
      frame.outcome === 'failed'
        ? frame
        : {
            ...frame,
            faces: frame.faces.map(({ box, score, quality }) => ({
              ...{ box: { ...box }, score, quality: quality && { ...quality } },
            })),
          },
    ),
    descriptors: new Uint8Array(values.buffer),
  }
}

export type ExaminationProblem = 'other-operation' | 'descriptor-count' | 'descriptor-not-finite' | 'picture-too-large'

/** Reads a parsed report of an operation: every face has a descriptor or none has. */
export function unpackExamined({
  frames,
  descriptors,
}: {
  readonly frames: readonly (PackedExamination['frames'][number] | { readonly outcome: 'described' })[]
  readonly descriptors: Uint8Array
}): Result<ExaminedFrame[], ExaminationProblem> {
  const bytes = new Uint8Array(descriptors)
  const faceCount = frames.reduce((sum, frame) => sum + (frame.outcome === 'examined' ? frame.faces.length : 0), 0)
  const isDescribed = bytes.byteLength > 0
  if (isDescribed && bytes.byteLength !== faceCount * DESCRIPTOR_LENGTH * 4) return fail('descriptor-count')
  const values = new Float32Array(bytes.slice().buffer)
  if (!values.every(Number.isFinite)) return fail('descriptor-not-finite')
  const results: ExaminedFrame[] = []
  let row = 0
  for (const frame of frames) {
    if (frame.outcome === 'described') return fail('other-operation')
    if (frame.outcome === 'failed') results.push(frame)
    else {
      const picture = frame.picture && new Uint8Array(frame.picture)
      if (picture && picture.byteLength > MAX_PICTURE_BYTES) return fail('picture-too-large')
      const faces = frame.faces.map((face): ExaminedFace => {
        const start = DESCRIPTOR_LENGTH * row++
        return { ...face, descriptor: isDescribed ? values.slice(start, start + DESCRIPTOR_LENGTH) : null }
      })
      results.push({ ...frame, faces, picture })
    }
  }
  return ok(results)
}
