import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalQuantile } from './calibration'
import { distance } from './distance'
import { buildGallery, scoreOf } from './gallery'
import { matchDescriptor, neededMargin, thresholdFor } from './match'
import { RECOGNITION_POLICY } from './recognition-policy'
import { createCrowd, personOf } from './testing/synthetic-faces'

const names = (count: number) => Array.from({ length: count }, (_, i) => `p${String(i).padStart(2, '0')}`)

test('[REC-6] the same templates make the same gallery, in whatever order they were enrolled', () => {
  fc.assert(
    fc.property(fc.integer(), fc.infiniteStream(fc.nat()), (seed, keys) => {
      const templates = createCrowd(seed).templates(names(4), 3)
      const shuffled = templates
        .map((template) => ({ template, key: keys.next().value ?? 0 }))
        .sort((one, two) => one.key - two.key)
        .map(({ template }) => template)
      expect(buildGallery(shuffled)).toEqual(buildGallery(templates))
    }),
    { numRuns: 30 },
  )
})

test('[REC-7] the match is the nearest person of all, with the runner-up of all', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 2, max: 12 }), (seed, count) => {
      const crowd = createCrowd(seed)
      const gallery = buildGallery(crowd.templates(names(count)))
      const probe = crowd.view(seed % 2 ? 'p01' : 'stranger', 0.4)
      const scores = gallery.personIds.map((_, person) => scoreOf(gallery, person, probe, 0)).sort((a, b) => a - b)
      const match = matchDescriptor(gallery, probe)
      expect(match?.distance).toBeCloseTo(scores[0] ?? NaN, 6)
      expect(match?.margin).toBeCloseTo((scores[1] ?? NaN) - (scores[0] ?? NaN), 6)
    }),
    { numRuns: 50 },
  )
})

test('[REC-7] excluded people are never matched, and an empty roster matches nobody', () => {
  const crowd = createCrowd(3)
  const gallery = buildGallery(crowd.templates(['ann', 'bea']))
  const probe = crowd.view('ann')
  expect(matchDescriptor(gallery, probe)?.person).toBe(0)
  expect(matchDescriptor(gallery, probe, new Set([0]))?.person).toBe(1)
  expect(matchDescriptor(gallery, probe, new Set([0, 1]))).toBeNull()
  expect(matchDescriptor(buildGallery([]), probe)).toBeNull()
})

describe('[REC-8] bad photos are left out and reported', () => {
  const crowd = createCrowd(5)
  const good = crowd.templates(names(5))

  test('a photo that shows somebody else on the roster', () => {
    const wrong = { personId: personOf('p00'), descriptor: crowd.view('p03', 0.15), quality: 0.7 }
    const { dropped } = buildGallery([...good, wrong])
    expect(dropped.map((drop) => [drop.personId, drop.why.type])).toEqual([['p00', 'like-another-person']])
  })

  test('a photo that shows a stranger', () => {
    const wrong = { personId: personOf('p00'), descriptor: crowd.view('stranger'), quality: 0.7 }
    const { dropped } = buildGallery([...good, wrong])
    expect(dropped.map((drop) => drop.why.type)).toEqual(['unlike-own-photos'])
  })

  test('of two photos that disagree neither is left out: nobody can say which is wrong', () => {
    const two = ['ann', 'bea'].map((name) => ({ personId: personOf('p09'), descriptor: crowd.view(name), quality: 1 }))
    expect(buildGallery([...good, ...two]).dropped).toEqual([])
  })

  test('descriptors that are no numbers are ignored', () => {
    const broken = { personId: personOf('p09'), descriptor: new Float32Array(128).fill(NaN), quality: 1 }
    expect(buildGallery([...good, broken]).personIds).not.toContain('p09')
  })
})

describe('[REC-9] the threshold comes from the roster', () => {
  const { decision, impostorPrior } = RECOGNITION_POLICY

  test('a class of three relies on the prior, within the range', () => {
    const { calibration } = buildGallery(createCrowd(7).templates(names(3)))
    expect(calibration.pairCount).toBe(3)
    expect(calibration.impostorMean).toBeCloseTo(impostorPrior.mean, 1)
    expect(calibration.threshold).toBeLessThanOrEqual(decision.thresholdRange[1])
    expect(calibration.threshold).toBeGreaterThanOrEqual(decision.thresholdRange[0])
  })

  test('a class that looks alike gets a stricter one', () => {
    const crowd = createCrowd(7)
    const usual = buildGallery(crowd.templates(names(40)))
    for (const name of names(40)) crowd.addSibling(`s${name}`, 'eve', 0.33)
    const alike = buildGallery(crowd.templates(names(40).map((name) => `s${name}`)))
    expect(alike.calibration.threshold).toBeLessThan(usual.calibration.threshold)
  })

  test('the normal quantile is the normal quantile', () => {
    expect(normalQuantile(0.01)).toBeCloseTo(-2.3263, 2)
    expect(normalQuantile(0.0001)).toBeCloseTo(-3.719, 2)
    expect(normalQuantile(0.975)).toBeCloseTo(1.96, 2)
  })
})

test('[REC-10] look-alikes on the roster are reported, and need a wider margin between them', () => {
  const crowd = createCrowd(11)
  crowd.addSibling('twin', 'p00', 0.2)
  const gallery = buildGallery(crowd.templates([...names(6), 'twin'], 6))
  expect(gallery.lookAlikes.map((pair) => pair.people)).toEqual([['p00', 'twin']])
  const match = matchDescriptor(gallery, crowd.view('p00'))
  expect(match && neededMargin(gallery, match, RECOGNITION_POLICY)).toBe(RECOGNITION_POLICY.decision.lookAlikeMargin)
  const other = matchDescriptor(gallery, crowd.view('p03'))
  expect(other && neededMargin(gallery, other, RECOGNITION_POLICY)).toBe(RECOGNITION_POLICY.decision.margin)
})

test('[REC-11] a distance is zero to itself, the same both ways, and no longer than a detour', () => {
  const crowd = createCrowd(1)
  const [a, b, c] = [crowd.view('a'), crowd.view('b'), crowd.view('c')] as const
  expect(distance(a, a)).toBe(0)
  expect(distance(a, b)).toBe(distance(b, a))
  expect(distance(a, b)).toBeLessThanOrEqual(distance(a, c) + distance(c, b))
})

test('[REC-14] the smaller a face, the nearer it must be; from 48 px on size makes no difference', () => {
  const gallery = buildGallery(createCrowd(1).templates(names(5)))
  const thresholds = [24, 32, 40, 48, 200].map((widthPx) => thresholdFor(gallery, widthPx, RECOGNITION_POLICY))
  expect(thresholds).toEqual([...thresholds].sort((one, two) => one - two))
  expect(thresholds[1]).toBeCloseTo(gallery.calibration.threshold - RECOGNITION_POLICY.decision.smallFacePenalty, 6)
  expect(thresholds[3]).toBe(gallery.calibration.threshold)
})
