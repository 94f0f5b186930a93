import { DESCRIPTOR_LENGTH } from './face'

/** Euclidean distance of two rows of packed descriptors, row-major [rows, DESCRIPTOR_LENGTH]. */
export function rowDistance(one: Float32Array, oneRow: number, two: Float32Array, twoRow: number): number {
  let i = oneRow * DESCRIPTOR_LENGTH
  let j = twoRow * DESCRIPTOR_LENGTH
  const end = i + DESCRIPTOR_LENGTH
  // Four sums that don't wait for each other. The reads stay inside both rows, so `?? 0` never decides anything.
  let sumA = 0
  let sumB = 0
  let sumC = 0
  let sumD = 0
  for (; i < end; i += 4, j += 4) {
    const a = (one[i] ?? 0) - (two[j] ?? 0)
    const b = (one[i + 1] ?? 0) - (two[j + 1] ?? 0)
    const c = (one[i + 2] ?? 0) - (two[j + 2] ?? 0)
    const d = (one[i + 3] ?? 0) - (two[j + 3] ?? 0)
    sumA += a * a
    sumB += b * b
    sumC += c * c
    sumD += d * d
  }
  return Math.sqrt(sumA + sumB + (sumC + sumD))
}

/** The distance where it is at most `limit`, else Infinity; gives up as soon as it must be larger. */
export function distanceWithin(
  one: Float32Array,
  oneRow: number,
  two: Float32Array,
  twoRow: number,
  limit: number,
): number {
  const most = limit * limit
  let i = oneRow * DESCRIPTOR_LENGTH
  let j = twoRow * DESCRIPTOR_LENGTH
  let sum = 0
  for (let part = 0; part < 4; part++) {
    for (const end = i + DESCRIPTOR_LENGTH / 4; i < end; i += 4, j += 4) {
      const a = (one[i] ?? 0) - (two[j] ?? 0)
      const b = (one[i + 1] ?? 0) - (two[j + 1] ?? 0)
      const c = (one[i + 2] ?? 0) - (two[j + 2] ?? 0)
      const d = (one[i + 3] ?? 0) - (two[j + 3] ?? 0)
      sum += a * a + b * b + c * c + d * d
    }
    if (sum > most) return Infinity
  }
  return Math.sqrt(sum)
}

export const distance = (one: Float32Array, two: Float32Array): number => rowDistance(one, 0, two, 0)

/** Lays descriptors in one array, row-major [rows, DESCRIPTOR_LENGTH]. */
export function packRows(rows: readonly Float32Array[]): Float32Array {
  const packed = new Float32Array(rows.length * DESCRIPTOR_LENGTH)
  rows.forEach((row, index) => packed.set(row.subarray(0, DESCRIPTOR_LENGTH), index * DESCRIPTOR_LENGTH))
  return packed
}
