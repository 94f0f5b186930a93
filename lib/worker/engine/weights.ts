import { z } from 'zod'

/** One array of a net's weights: its shape and its numbers, row-major. */
export interface Weight {
  readonly shape: readonly number[]
  readonly values: Float32Array
}
export type Weights = ReadonlyMap<string, Weight>

/** The layout file beside each `.bin`, in tfjs's weights-manifest form: what lies in the bytes, one after another. */
const Layout = z.array(
  z.object({
    weights: z.array(
      z.object({
        name: z.string(),
        shape: z.array(z.number().int().min(0)),
        dtype: z.enum(['float32', 'int32', 'bool']),
        quantization: z
          .object({ dtype: z.enum(['uint8', 'uint16']), scale: z.number(), min: z.number() })
          .passthrough()
          .optional(),
      }),
    ),
  }),
)

/**
 * Reads a net's weights into plain arrays, dequantised as tfjs does it (value = stored × scale + min).
 * Plain, so that layers can be folded together before anything reaches a GPU.
 * @throws when layout and bytes don't belong together; the files were checksummed, so that is a bug.
 */
export function readWeights(layoutJson: unknown, bytes: ArrayBuffer): Weights {
  const weights = new Map<string, Weight>()
  let offset = 0
  for (const { name, shape, dtype, quantization } of Layout.parse(layoutJson).flatMap((group) => group.weights)) {
    const count = shape.reduce((product, side) => product * side, 1)
    const width = quantization ? (quantization.dtype === 'uint8' ? 1 : 2) : dtype === 'bool' ? 1 : 4
    if (offset + count * width > bytes.byteLength) throw new Error(`weights end before ${name}`)
    const piece = bytes.slice(offset, offset + count * width)
    offset += count * width
    if (dtype !== 'float32') continue
    weights.set(name, { shape, values: quantization ? dequantise(piece, quantization) : new Float32Array(piece) })
  }
  if (offset !== bytes.byteLength) throw new Error('weights are longer than their layout')
  return weights
}

function dequantise(
  piece: ArrayBuffer,
  { dtype, scale, min }: { dtype: 'uint8' | 'uint16'; scale: number; min: number },
) {
  const stored = dtype === 'uint8' ? new Uint8Array(piece) : new Uint16Array(piece)
  const values = new Float32Array(stored.length)
  // A loop: `Float32Array.from` asks an iterator for each of twelve million numbers.
  for (let i = 0; i < values.length; i++) values[i] = (stored[i] ?? 0) * scale + min
  return values
}
