import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addToUnit,
  FRAMES_PER_UNIT,
  payloadOf,
  payloadSize,
  unitLimitsFor,
  type PressedFrame,
  type UnitLimits,
} from './unit-building'

const limits: UnitLimits = { frameCount: 4, sizeBytes: 1_000, spanS: 10 }
const frames = fc
  .array(
    fc.record({ gapS: fc.double({ min: 0.01, max: 15, noNaN: true }), sizeBytes: fc.integer({ min: 1, max: 900 }) }),
    {
      maxLength: 60,
    },
  )
  .map((parts) => {
    let atS = 0
    return parts.map(({ gapS, sizeBytes }): PressedFrame => {
      atS += gapS
      return {
        info: { atS, widthPx: 8, heightPx: 8, sizeBytes },
        jpeg: new Uint8Array(sizeBytes).fill(sizeBytes % 251),
      }
    })
  })

function build(all: readonly PressedFrame[]): (readonly PressedFrame[])[] {
  const units: (readonly PressedFrame[])[] = []
  let open: readonly PressedFrame[] = []
  for (const frame of all) {
    const step = addToUnit(open, frame, limits)
    units.push(...step.closed)
    open = step.open
  }
  return open.length > 0 ? [...units, open] : units
}

test('[VID-9] every kept frame is in exactly one unit, in order', () => {
  fc.assert(
    fc.property(frames, (all) => {
      expect(build(all).flat()).toEqual(all)
    }),
  )
})

test('[VID-10] no unit is empty or passes its frames, its bytes or its span', () => {
  fc.assert(
    fc.property(frames, (all) => {
      for (const unit of build(all)) {
        expect(unit.length).toBeGreaterThan(0)
        expect(unit.length).toBeLessThanOrEqual(limits.frameCount)
        expect(payloadSize(unit)).toBeLessThanOrEqual(limits.sizeBytes)
        expect((unit.at(-1)?.info.atS ?? 0) - (unit[0]?.info.atS ?? 0)).toBeLessThanOrEqual(limits.spanS)
      }
    }),
  )
})

test('[VID-10] a payload is its pictures one after another', () => {
  const picture = (value: number): PressedFrame => ({
    info: { atS: value, widthPx: 1, heightPx: 1, sizeBytes: 2 },
    jpeg: Uint8Array.from([value, value]),
  })
  expect([...payloadOf([picture(1), picture(2)])]).toEqual([1, 1, 2, 2])
})

test('[VID-12] each photo is a unit of its own: nobody is followed from one into the next', () => {
  const photos = unitLimitsFor({ isLive: false, isPhotos: true, sizeBytes: 1_000 })
  expect(photos.frameCount).toBe(1)
  expect(unitLimitsFor({ isLive: false, sizeBytes: 1_000 }).frameCount).toBe(FRAMES_PER_UNIT)
})
