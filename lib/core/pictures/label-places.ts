import type { Box } from '../recognition/face'

interface Labelled {
  readonly box: Box
  readonly labelWidth: number
  readonly labelHeight: number
}

/**
 * Where each label goes: above its face, below or beside it, wherever it covers least of other faces and labels. In order of the
 * faces, so that the same faces get the same picture.
 */
export function chooseLabelPlaces(
  faces: readonly Labelled[],
  picture: { readonly width: number; readonly height: number },
): Box[] {
  const taken: Box[] = []
  return faces.map(({ box, labelWidth: width, labelHeight: height }) => {
    const inside = (x: number, y: number): Box => ({
      x: Math.max(0, Math.min(picture.width - width, x)),
      y: Math.max(0, Math.min(picture.height - height, y)),
      ...{ width, height },
    })
    const middleX = box.x + (box.width - width) / 2
    const candidates = [
      inside(box.x, box.y - height),
      inside(box.x + box.width - width, box.y - height),
      inside(middleX, box.y + box.height),
      inside(box.x + box.width, box.y),
      inside(box.x - width, box.y),
    ]
    const covered = (place: Box) =>
      taken.reduce((sum, other) => sum + 2 * shared(place, other), 0) +
      faces.reduce((sum, other) => sum + shared(place, other.box), 0)
    const best = candidates.reduce((least, place) => (covered(place) < covered(least) ? place : least))
    taken.push(best)
    return best
  })
}

function shared(one: Box, other: Box): number {
  const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x)
  const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y)
  return width > 0 && height > 0 ? width * height : 0
}
