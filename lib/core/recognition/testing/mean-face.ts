import { MEAN_SHAPE_FIRST, MEAN_SHAPE_X, MEAN_SHAPE_Y } from '../mean-shape'

/** 68 landmarks of an average face in a box of side 1; the jaw, which nothing here looks at, lies in its middle. */
export function meanFace(): number[] {
  const points: number[] = []
  for (let point = 0; point < 68; point++) {
    points.push(MEAN_SHAPE_X[point - MEAN_SHAPE_FIRST] ?? 0.5, MEAN_SHAPE_Y[point - MEAN_SHAPE_FIRST] ?? 0.5)
  }
  return points
}

/** The same points put into a frame: scaled, turned clockwise, moved. */
export function placed(
  landmarks: readonly number[],
  {
    x,
    y,
    sizePx,
    rollDeg,
  }: { readonly x: number; readonly y: number; readonly sizePx: number; readonly rollDeg: number },
): number[] {
  const cos = Math.cos((rollDeg * Math.PI) / 180) * sizePx
  const sin = Math.sin((rollDeg * Math.PI) / 180) * sizePx
  const moved: number[] = []
  for (let i = 0; i < landmarks.length; i += 2) {
    const u = landmarks[i] ?? 0
    const v = landmarks[i + 1] ?? 0
    moved.push(cos * u - sin * v + x, sin * u + cos * v + y)
  }
  return moved
}
