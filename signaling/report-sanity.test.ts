import { expect, test } from 'vitest'
import { findNonsense } from './report-sanity'
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
