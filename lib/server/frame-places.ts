import type { StoredUnit } from './units'

/** Where a frame's picture lies in its unit's payload. */
export interface FramePlace {
  readonly unit: StoredUnit
  readonly startByte: number
  readonly endByte: number
}

/** A unit's payload is its frames' JPEGs one after another (lib/core/video/frame.ts). */
export function placesByTime(units: readonly StoredUnit[]): Map<number, FramePlace> {
  const places = new Map<number, FramePlace>()
  for (const unit of units) {
    let startByte = 0
    for (const { atS, sizeBytes } of unit.frames) {
      places.set(atS, { unit, startByte, endByte: startByte + sizeBytes })
      startByte += sizeBytes
    }
  }
  return places
}
