import type { Box } from '../recognition/face'

/** Shared area ÷ joint area, 0..1. */
export function overlap(one: Box, two: Box): number {
  const shared = sharedArea(one, two)
  return shared === 0 ? 0 : shared / (area(one) + area(two) - shared)
}

/** Share of the smaller box that lies in the other: 1 for a box inside a box. */
export function containment(one: Box, two: Box): number {
  const smaller = Math.min(area(one), area(two))
  return smaller > 0 ? sharedArea(one, two) / smaller : 0
}

/** Distance of the centres in widths of the larger face. */
export function widthsApart(one: Box, two: Box): number {
  const dx = one.x + one.width / 2 - (two.x + two.width / 2)
  const dy = one.y + one.height / 2 - (two.y + two.height / 2)
  return Math.sqrt(dx * dx + dy * dy) / Math.max(1, one.width, two.width)
}

function sharedArea(one: Box, two: Box): number {
  const width = Math.min(one.x + one.width, two.x + two.width) - Math.max(one.x, two.x)
  const height = Math.min(one.y + one.height, two.y + two.height) - Math.max(one.y, two.y)
  return width > 0 && height > 0 ? width * height : 0
}

const area = (box: Box) => Math.max(0, box.width) * Math.max(0, box.height)
