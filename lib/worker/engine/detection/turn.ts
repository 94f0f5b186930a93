import type { Picture } from '../picture'

/** A point of a turned picture, brought back to the picture itself. */
export type TurnBack = (x: number, y: number) => readonly [x: number, y: number]

/**
 * The picture turned by so many degrees, clockwise, with room for all of it; what lies outside is black. Bilinear, in plain
 * arithmetic as every warp here. For finding faces and landmarks only: chips are cut from the picture itself.
 */
export function turnPicture(
  { rgb, widthPx, heightPx }: Picture,
  deg: number,
): { readonly picture: Picture; readonly back: TurnBack } {
  const cos = Math.cos((deg * Math.PI) / 180)
  const sin = Math.sin((deg * Math.PI) / 180)
  const width = Math.ceil(widthPx * Math.abs(cos) + heightPx * Math.abs(sin))
  const height = Math.ceil(widthPx * Math.abs(sin) + heightPx * Math.abs(cos))
  const back: TurnBack = (x, y) => {
    const dx = x - width / 2
    const dy = y - height / 2
    return [cos * dx + sin * dy + widthPx / 2, -sin * dx + cos * dy + heightPx / 2]
  }
  const turned = new Uint8ClampedArray(width * height * 3)
  // Reads stay inside the picture, so `?? 0` never decides anything.
  for (let row = 0, out = 0; row < height; row++) {
    for (let column = 0; column < width; column++, out += 3) {
      const [x, y] = back(column + 0.5, row + 0.5)
      const left = Math.floor(x - 0.5)
      const top = Math.floor(y - 0.5)
      if (left < 0 || top < 0 || left + 1 >= widthPx || top + 1 >= heightPx) continue
      const fx = x - 0.5 - left
      const fy = y - 0.5 - top
      const at = (top * widthPx + left) * 3
      for (let channel = 0; channel < 3; channel++) {
        const upper = (1 - fx) * (rgb[at + channel] ?? 0) + fx * (rgb[at + channel + 3] ?? 0)
        const below = at + channel + widthPx * 3
        const lower = (1 - fx) * (rgb[below] ?? 0) + fx * (rgb[below + 3] ?? 0)
        turned[out + channel] = (1 - fy) * upper + fy * lower
      }
    }
  }
  return { picture: { rgb: turned, widthPx: width, heightPx: height }, back }
}
