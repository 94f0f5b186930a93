/** What a net wants of the pixels it is given: value = (pixel − mean) × scale, by channel. */
export interface PixelNorm {
  readonly mean: readonly [red: number, green: number, blue: number]
  readonly scale: number
}
