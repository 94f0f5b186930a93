import { expect, test } from 'vitest'
import { buildGallery } from './gallery'
import { identifyFace } from './identify'
import { createCrowd } from './testing/synthetic-faces'

const names = Array.from({ length: 20 }, (_, i) => `p${String(i).padStart(2, '0')}`)

test('[REC-12] photos of enrolled people are named, photos of strangers are not', () => {
  const crowd = createCrowd(21)
  const gallery = buildGallery(crowd.templates(names))
  for (const name of names) {
    const found = identifyFace(gallery, crowd.view(name))
    expect(found).toMatchObject({ kind: 'person', personId: name })
    expect(found.kind === 'person' && found.confidence).toBeGreaterThan(0.9)
  }
  const strangers = Array.from({ length: 300 }, (_, i) => identifyFace(gallery, crowd.view(`stranger ${i}`)))
  expect(strangers.filter((found) => found.kind === 'person').length).toBeLessThanOrEqual(3)
})

test('[REC-12] nobody enrolled, nobody named', () => {
  expect(identifyFace(buildGallery([]), createCrowd(1).view('ann'))).toEqual({ kind: 'unknown', nearest: null })
})

test('[REC-13] confidence falls with distance and lies between nothing and certainty', () => {
  const crowd = createCrowd(22)
  const gallery = buildGallery(crowd.templates(names))
  const confidences = [0.1, 0.25, 0.4].map((blur) => {
    const found = identifyFace(gallery, crowd.view('p00', blur))
    return found.kind === 'person' ? found.confidence : 0
  })
  expect(confidences).toEqual([...confidences].sort((one, two) => two - one))
  for (const confidence of confidences) expect(confidence).toBeLessThan(1)
})
