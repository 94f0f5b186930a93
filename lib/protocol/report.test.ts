import { expect, test } from 'vitest'
import { DESCRIPTOR_LENGTH, type DescribedFace } from '../core/recognition/face'
import { packFrames, unpackFrames, type FrameResult } from './report'

const described = (x: number, value: number): DescribedFace => ({
  ...{ box: { x, y: 5, width: 40, height: 50 }, score: 0.9, landmarks: [] },
  quality: { value: 0.5, widthPx: 40, sharpness: 50, brightness: 120, yaw: 0, rollDeg: 0 },
  descriptor: new Float32Array(DESCRIPTOR_LENGTH).fill(value),
})
const ann = described(0, 0.25)
const bea = described(90, 0.5)
const located = (of: DescribedFace): DescribedFace => ({ ...of, isLocated: true })
const frames: FrameResult[] = [
  { outcome: 'described', faces: [located(ann), bea] },
  { outcome: 'failed', reason: 'undecodable' },
  { outcome: 'described', faces: [ann, located(bea)] },
]

test('[PRO-6] described and located faces cross the wire, each descriptor once', () => {
  const packed = packFrames(frames)
  expect(packed.descriptors.byteLength).toBe(2 * DESCRIPTOR_LENGTH * 4)
  expect(unpackFrames(packed)).toEqual({ ok: true, value: frames })
})

test('[PRO-6] a located face keeps its descriptor when the described view was taken out', () => {
  const left: FrameResult[] = [{ outcome: 'described', faces: [located(ann)] }]
  expect(unpackFrames(packFrames(left))).toEqual({ ok: true, value: left })
})

test("[PRO-6] rows that are nobody's, or are not there, are refused", () => {
  const { frames: faces, descriptors } = packFrames(frames)
  const longer = new Uint8Array(descriptors.byteLength + DESCRIPTOR_LENGTH * 4)
  expect(unpackFrames({ frames: faces, descriptors: longer })).toEqual({ ok: false, problem: 'descriptor-count' })
  expect(unpackFrames({ frames: faces, descriptors: descriptors.slice(4) }).ok).toBe(false)
  const [first] = packFrames([{ outcome: 'described', faces: [located(ann)] }]).frames
  const far = first?.outcome === 'described' ? first.faces.map((face) => ({ ...face, locatedRow: 7 })) : []
  expect(unpackFrames({ frames: [{ outcome: 'described', faces: far }], descriptors }).ok).toBe(false)
})
