import type { Box } from '../../../core/recognition/face'

export interface ScoredBox {
  readonly box: Box
  readonly score: number
}

/** Overlap of two boxes: intersection ÷ union, 0..1. */
export function overlap(one: Box, other: Box): number {
  const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x)
  const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y)
  if (width <= 0 || height <= 0) return 0
  const shared = width * height
  return shared / (one.width * one.height + other.width * other.height - shared)
}

/** Keeps the best box of each heap. Ties go to the earlier one, so that the order of views decides, not the engine's sort. */
export function suppressOverlaps(boxes: readonly ScoredBox[], maxOverlap: number): ScoredBox[] {
  const kept: ScoredBox[] = []
  for (const candidate of [...boxes].sort((one, other) => other.score - one.score)) {
    if (kept.every(({ box }) => overlap(box, candidate.box) <= maxOverlap)) kept.push(candidate)
  }
  return kept
}
