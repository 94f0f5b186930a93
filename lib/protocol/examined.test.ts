import { expect, test } from 'vitest'
import { packExamined, unpackExamined, type ExaminedFrame } from './examined'
import { packFrames, UnitReport, unpackFrames } from './report'

const quality = { value: 0.5, widthPx: 60, sharpness: 40, brightness: 120, yaw: 0, rollDeg: 0 }
const face = (descriptor: Float32Array | null, x = 1) => ({
  ...{ box: { x, y: 2, width: 30, height: 40 }, score: 0.9, quality, descriptor },
})
const row = (value: number) => new Float32Array(128).fill(value)
const frames: ExaminedFrame[] = [
  { outcome: 'examined', faces: [face(row(0.1)), face(row(0.2), 50)], chosen: 1, refused: null, picture: null },
  { outcome: 'failed', reason: 'undecodable' },
  { outcome: 'examined', faces: [face(row(0.3))], chosen: null, refused: { type: 'too-dark' }, picture: null },
]
const wire = (given: readonly ExaminedFrame[]) =>
  UnitReport.parse({ leaseId: 'l', workMs: 1, transport: 'http', ...packExamined(given) })

test('[PRO-7] what is packed is read the same, described or not, drawn or not', () => {
  expect(unpackExamined(wire(frames))).toEqual({ ok: true, value: frames })
  const drawn: ExaminedFrame[] = [
    { outcome: 'examined', faces: [face(null)], chosen: null, refused: null, picture: Uint8Array.of(255, 216, 255) },
  ]
  expect(unpackExamined(wire(drawn))).toEqual({ ok: true, value: drawn })
})

test('[PRO-7] rows that are nobody’s, missing or no numbers are refused', () => {
  const { descriptors, ...rest } = wire(frames)
  expect(unpackExamined({ ...rest, descriptors: descriptors.slice(512) }).ok).toBe(false)
  const bent = Uint8Array.from(descriptors).fill(255, 0, 4)
  expect(unpackExamined({ ...rest, descriptors: bent })).toEqual({ ok: false, problem: 'descriptor-not-finite' })
})

test('[PRO-7] an answer to the roll is none to another operation, nor the other way round', () => {
  const roll = UnitReport.parse({
    ...{ leaseId: 'l', workMs: 1, transport: 'http' },
    ...packFrames([{ outcome: 'described', faces: [] }]),
  })
  expect(unpackExamined(roll)).toEqual({ ok: false, problem: 'other-operation' })
  expect(unpackFrames(wire(frames))).toEqual({ ok: false, problem: 'other-operation' })
})
