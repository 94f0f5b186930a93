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
  return keepBest(boxes, (one, other) => overlap(one, other) > maxOverlap)
}

/**
 * The same for portraits, where two looks frame one face so differently that they overlap little: two boxes are one
 * face when the middle of either lies in the other. Two people are never that close.
 */
export function suppressNested(boxes: readonly ScoredBox[]): ScoredBox[] {
  return keepBest(boxes, (one, other) => holdsMiddle(one, other) || holdsMiddle(other, one))
}

function keepBest(boxes: readonly ScoredBox[], isSameFace: (one: Box, other: Box) => boolean): ScoredBox[] {
  const kept: ScoredBox[] = []
  for (const candidate of [...boxes].sort((one, other) => other.score - one.score)) {
    if (!kept.some(({ box }) => isSameFace(box, candidate.box))) kept.push(candidate)
  }
  return kept
}

function holdsMiddle(outer: Box, inner: Box): boolean {
  const x = inner.x + inner.width / 2
  const y = inner.y + inner.height / 2
  return x > outer.x && x < outer.x + outer.width && y > outer.y && y < outer.y + outer.height
}
