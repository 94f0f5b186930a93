/** Of an odd number of runs the middle one. NaN without any. */
export const median = (numbers: readonly number[]): number => quantile(numbers, 0.5)

/** Nearest rank; NaN without any. @param share 0..1 */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN
}
