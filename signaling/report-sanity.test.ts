import { expect, test } from 'vitest'
import type { ExaminedFrame } from '../lib/protocol/examined'
import { findExaminedNonsense, findNonsense } from './report-sanity'
import { describeSynthetically, syntheticFace, syntheticFrames } from './testing/synthetic-faces'

const frames = syntheticFrames(0, 3)

test('[PRO-5] an honest report has no nonsense', () => {
  expect(findNonsense(describeSynthetically(frames), frames)).toBeNull()
  expect(findNonsense([{ outcome: 'failed', reason: 'undecodable' }], syntheticFrames(0, 1))).toBeNull()
})

test('[PRO-5] a report about another number of frames is refused', () => {
  expect(findNonsense(describeSynthetically(frames.slice(1)), frames)).toBe('frame-count')
})

test.each([
  ['beside the frame', { x: 1_400, y: 100, width: 90, height: 90 }],
  ['above it', { x: 100, y: -200, width: 90, height: 90 }],
  ['of no size', { x: 100, y: 100, width: 0, height: 90 }],
  ['turned inside out', { x: 100, y: 100, width: -90, height: 90 }],
  ['much larger than it', { x: -2_000, y: -2_000, width: 6_000, height: 6_000 }],
])('[PRO-5] a face %s is refused', (_, box) => {
  const results = describeSynthetically(frames)
  results[1] = { outcome: 'described', faces: [{ ...syntheticFace(1), box }] }
  expect(findNonsense(results, frames)).toBe('face-outside-frame')
})

test('[PRO-5] a descriptor of zeros, or one blown up, is refused', () => {
  for (const scale of [0, 20]) {
    const face = syntheticFace(1)
    const descriptor = face.descriptor.map((value) => value * scale)
    const results = describeSynthetically(frames)
    results[0] = { outcome: 'described', faces: [{ ...face, descriptor }] }
    expect(findNonsense(results, frames)).toBe('descriptor-length')
  }
})

const examined = (over: Partial<Extract<ExaminedFrame, { outcome: 'examined' }>> = {}): ExaminedFrame => ({
  ...{ outcome: 'examined', faces: [syntheticFace(1)], chosen: 0, refused: null, picture: null },
  ...over,
})

test('[PRO-7] an answer is one to its job’s operation', () => {
  const one = syntheticFrames(0, 1)
  const bare = [{ ...syntheticFace(1), descriptor: null }]
  const picture = Uint8Array.of(1)
  expect(findExaminedNonsense([examined()], one, 'describe')).toBeNull()
  expect(findExaminedNonsense([examined({ faces: bare })], one, 'detect')).toBeNull()
  expect(findExaminedNonsense([examined({ faces: bare, picture })], one, 'annotate')).toBeNull()
  expect(findExaminedNonsense([examined({ faces: bare })], one, 'describe')).toBe('other-operation')
  expect(findExaminedNonsense([examined()], one, 'detect')).toBe('other-operation')
  expect(findExaminedNonsense([examined({ faces: bare })], one, 'annotate')).toBe('other-operation')
  expect(findExaminedNonsense([examined({ picture })], one, 'describe')).toBe('other-operation')
  expect(findExaminedNonsense([examined()], syntheticFrames(0, 2), 'describe')).toBe('frame-count')
})

test('[PRO-7] a chosen face is one of those found, and none is chosen of a refused photo', () => {
  const one = syntheticFrames(0, 1)
  expect(findExaminedNonsense([examined({ chosen: 1 })], one, 'describe')).toBe('no-such-face')
  expect(findExaminedNonsense([examined({ refused: { type: 'too-dark' } })], one, 'describe')).toBe('no-such-face')
})
