import { expect, test } from 'vitest'
import { DESCRIPTOR_LENGTH, type DescribedFace } from '../recognition/face'
import { type FrameAnswer, toleranceOf } from './agreement'
import { claimsInQuestion, judgeFrame } from './judge-frame'

const tolerance = toleranceOf(['wasm/1e-6', 'webgl/1e-4'])
const rowOf = (value: number) => new Float32Array(DESCRIPTOR_LENGTH).fill(value)
const face = (x: number, descriptor: Float32Array): DescribedFace => ({
  ...{ box: { x, y: 50, width: 80, height: 100 }, score: 0.9, landmarks: [], descriptor },
  quality: { value: 0.5, widthPx: 80, sharpness: 100, brightness: 128, yaw: 0, rollDeg: 0 },
})
const located = (x: number, descriptor: Float32Array): DescribedFace => ({ ...face(x, descriptor), isLocated: true })
const answer = (...faces: DescribedFace[]): FrameAnswer => ({ outcome: 'described', faces })

/** Two people, half a second apart on each frame: descriptors 1.1 from each other. */
const [ann, bea] = [rowOf(0.1), rowOf(0.2)]
const truth = [answer(face(0, ann), face(300, bea)), answer(located(0, ann), located(300, bea))]
/** What the trusted node finds at a claimed place: whoever is really there. */
const judge = (said: readonly FrameAnswer[], frame = 1, own = truth, quality = 0.5) => {
  const about = { frame, said, own: own.slice(0, frame + 1), tolerance }
  const again = claimsInQuestion(about).map(({ face: { box } }) =>
    box.x < 150 ? { descriptor: ann, quality } : box.x < 450 ? { descriptor: bea, quality } : null,
  )
  return judgeFrame(about, again)
}

test('[TRU-36] what the trusted node comes to see as well needs no look', () => {
  expect(claimsInQuestion({ frame: 1, said: truth, own: truth, tolerance })).toEqual([])
  expect(judge(truth)).toBe('agree')
})

test('[TRU-36] other views described, a face lost a frame earlier, a box framed otherwise: no proof', () => {
  const otherViews = [answer(located(0, ann), located(300, bea)), answer(face(0, ann), face(300, bea))]
  expect(judge(otherViews)).toBe('agree')
  expect(judge([answer(face(0, ann), face(300, bea)), answer(located(0, ann))])).toBe('agree')
  expect(judge([answer(face(25, ann), face(300, bea)), answer(located(25, ann), located(300, bea))])).toBe('agree')
})

test('[TRU-36] a bent descriptor is proof, in the frame or in the one that stands for it', () => {
  const bent = rowOf(0.13)
  expect(judge([answer(face(0, bent), face(300, bea)), answer(located(0, bent), located(300, bea))])).toBe('differ')
  expect(judge([answer(face(0, bent), face(300, bea))], 0)).toBe('differ')
  // By its own measure the view is too poor to prove anything.
  expect(judge([answer(face(0, bent))], 0, [answer()], 0.1)).toBe('unclear')
})

test('[TRU-36] somebody left out of a unit is proof, also where a located face of somebody else stands in the place', () => {
  expect(judge([answer(face(0, ann)), answer(located(0, ann))], 0)).toBe('differ')
  const covered = [answer(face(0, ann), located(300, ann)), answer(located(0, ann), located(300, ann))]
  expect(judge(covered, 0)).toBe('differ')
  expect(judge([answer(), answer()], 0)).toBe('differ')
})

test('[TRU-36] a face where nobody is, looked at or found on the way, is proof if it was clear', () => {
  const invented = rowOf(0.3)
  expect(judge([answer(face(0, ann), face(300, bea), face(600, invented))], 0)).toBe('differ')
  const faint = { ...face(600, invented), score: 0.5 }
  expect(judge([answer(face(0, ann), face(300, bea), faint)], 0)).toBe('agree')
})

test('[TRU-36] an answer that is missing, and frames that nobody can tell anything from', () => {
  expect(judge([{ outcome: 'failed' }], 0)).toBe('differ')
  expect(judge([], 0)).toBe('unclear')
  expect(judge([answer()], 0, [answer()])).toBe('unclear')
})
