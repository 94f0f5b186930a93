import { expect, test } from 'vitest'
import { DESCRIPTOR_LENGTH, type DescribedFace } from '../recognition/face'
import { type FrameAnswer, toleranceOf } from './agreement'
import { compareAudited } from './compare-audited'

const tolerance = toleranceOf(['wasm/1e-6', 'webgl/1e-4'], 're-rendered')
const face = (x: number, value: number, quality = 0.5): DescribedFace => ({
  ...{ box: { x, y: 50, width: 80, height: 100 }, score: 0.9, landmarks: [] },
  quality: { value: quality, widthPx: 80, sharpness: 100, brightness: 128, yaw: 0, rollDeg: 0 },
  descriptor: new Float32Array(DESCRIPTOR_LENGTH).fill(value),
})
const answer = (...faces: DescribedFace[]): FrameAnswer => ({ outcome: 'described', faces })
const compare = (said: readonly FrameAnswer[], frame: number, given: FrameAnswer) =>
  compareAudited({ frame, said, moved: said[frame] ?? answer(), given, tolerance })

const [ann, bea] = [face(0, 0.1), face(300, 0.2)]

test('[TRU-36] who came, or was lost, between the frames of a unit accuses neither device', () => {
  expect(compare([answer(ann), answer(ann)], 1, answer(face(2, 0.1), bea))).toBe('agree')
  expect(compare([answer(ann), answer(ann, bea)], 1, answer(face(2, 0.1)))).toBe('agree')
  // Lost from sight in this frame, but in the unit.
  expect(compare([answer(ann), answer(ann, bea)], 0, answer(face(2, 0.1), face(310, 0.2)))).toBe('agree')
})

test('[TRU-1] who is left out of a unit is missed in the frame that was searched in full', () => {
  expect(compare([answer(ann), answer(ann)], 0, answer(face(2, 0.1), bea))).toBe('differ')
  expect(compare([answer(), answer()], 1, answer(bea))).toBe('differ')
})

test('[TRU-1] a bent view differs, whoever bent it and however poor it is called', () => {
  expect(compare([answer(ann)], 0, answer(face(2, 0.2)))).toBe('differ')
  expect(compare([answer(face(0, 0.2, 0.01))], 0, answer(ann))).toBe('differ')
})

test('[TRU-1] who sees nobody where somebody is has not looked', () => {
  expect(compare([answer(ann)], 0, answer())).toBe('differ')
  expect(compare([answer()], 0, answer())).toBe('unclear')
})
