/** The middle value, the mean of both middle ones for an even count, null for none. */
export const median = (values: readonly number[]): number | null => quantile(values, 0.5)

/** Linear between neighbours; null for none. @param share 0..1 */
export function quantile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  const place = share * (sorted.length - 1)
  const [lower, upper] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]]
  return lower === undefined || upper === undefined ? null : lower + (upper - lower) * (place - Math.floor(place))
}
