import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DescribedFace } from '../recognition/face'
import { buildGallery } from '../recognition/gallery'
import { createCrowd, faceAt, type Crowd } from '../recognition/testing/synthetic-faces'
import type { DescribedFrame, Roll, Track } from './roll'
import { takeRoll } from './take-roll'

const roster = ['ann', 'bea', 'cem', 'dan', 'eva', 'fay']

/** One face a person a frame, each at its own seat. */
function still(crowd: Crowd, names: readonly string[], frames: number, { startS = 0, sampleS = 0.5, blur = 0.3 } = {}) {
  return Array.from({ length: frames }, (_, i): DescribedFrame => ({
    atS: startS + i * sampleS,
    faces: names.map((name, seat) => faceAt({ x: seat * 150, y: 50 + ((i * 3) % 7) }, crowd.view(name, blur))),
  }))
}
const roll = (crowd: Crowd, frames: readonly DescribedFrame[], people: readonly string[] = roster): Roll =>
  takeRoll({ frames, gallery: buildGallery(crowd.templates(people)), sampleS: 0.5 })
const names = (tracks: readonly Track[]) =>
  tracks.map(({ verdict }) => (verdict.kind === 'unknown' ? 'unknown' : `${verdict.kind}:${verdict.personId}`))

test('[MRG-1] people who sit still are one track each, with their own name; a stranger has none', () => {
  const crowd = createCrowd(1)
  const taken = roll(crowd, still(crowd, ['ann', 'bea', 'stranger'], 8))
  expect(names(taken.tracks)).toEqual(['person:ann', 'person:bea', 'unknown'])
  expect(taken.tracks.map((track) => track.sightings.length)).toEqual([8, 8, 8])
  expect(taken.unknown).toHaveLength(1)
  expect(taken.unknown[0]).toMatchObject({ cluster: 1, sightings: 8, seenS: 4 })
})

test('[MRG-2] the roll does not depend on the order in which frames or faces come', () => {
  fc.assert(
    fc.property(fc.integer(), fc.infiniteStream(fc.nat()), (seed, keys) => {
      const crowd = createCrowd(seed)
      const gallery = buildGallery(crowd.templates(roster))
      const frames = [
        ...still(crowd, ['ann', 'x', 'bea'], 5),
        ...still(crowd, ['y', 'ann'], 5, { startS: 2.5 }),
        ...still(crowd, ['x', 'dan', 'y'], 4, { startS: 5 }),
      ]
      const shuffle = <Item>(items: readonly Item[]) =>
        items
          .map((item) => ({ item, key: keys.next().value ?? 0 }))
          .sort((one, two) => one.key - two.key)
          .map(({ item }) => item)
      const mixed = shuffle(frames.map((frame) => ({ ...frame, faces: shuffle(frame.faces) })))
      expect(takeRoll({ frames: mixed, gallery, sampleS: 0.5 })).toEqual(takeRoll({ frames, gallery, sampleS: 0.5 }))
    }),
    { numRuns: 25 },
  )
})

test('[MRG-4] nobody is in two places at once: no frame gives one name to two faces', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.array(fc.array(fc.constantFrom(...roster, 'x', 'y'), { maxLength: 6 }), { minLength: 1, maxLength: 12 }),
      fc.double({ min: 0.2, max: 0.6, noNaN: true }),
      (seed, seats, blur) => {
        const crowd = createCrowd(seed)
        const frames = seats.map((faces, i): DescribedFrame => ({
          atS: i,
          faces: faces.map((name, seat) => faceAt({ x: seat * 150 }, crowd.view(name, blur))),
        }))
        const taken = roll(crowd, frames)
        const seen = taken.tracks.flatMap(({ verdict, sightings }) =>
          verdict.kind === 'person' ? sightings.map(({ atS }) => `${verdict.personId} at ${atS}`) : [],
        )
        expect(new Set(seen).size).toBe(seen.length)
        // and every face of every frame is in exactly one track
        expect(taken.tracks.reduce((sum, track) => sum + track.sightings.length, 0)).toBe(taken.faceCount)
      },
    ),
    { numRuns: 60 },
  )
})

test('[MRG-5] a cut to another face in the same place starts another track', () => {
  const crowd = createCrowd(2)
  const taken = roll(crowd, [...still(crowd, ['ann'], 4), ...still(crowd, ['bea'], 4, { startS: 2 })])
  expect(names(taken.tracks)).toEqual(['person:ann', 'person:bea'])
})

test('[MRG-6] a face that jumps across the frame, or is missed for a moment, stays one track', () => {
  const crowd = createCrowd(3)
  const seen = (x: number, atS: number) => ({ atS, faces: [faceAt({ x }, crowd.view('ann', 0.2))] })
  const nobody = (atS: number) => ({ atS, faces: [] })
  expect(roll(crowd, [seen(0, 0), seen(900, 1), nobody(2), seen(300, 3)]).tracks).toHaveLength(1)
  expect(roll(crowd, [seen(0, 0), nobody(1), nobody(2), nobody(3), nobody(4), seen(0, 5)]).tracks).toHaveLength(2)
})

test('[MRG-7] two boxes over one face count once', () => {
  const crowd = createCrowd(4)
  const view = crowd.view('ann')
  const frames = [{ atS: 0, faces: [faceAt({}, view), faceAt({ x: 104 }, view), faceAt({ width: 60 }, view)] }]
  expect(roll(crowd, frames).faceCount).toBe(1)
})

describe('open set: strangers stay strangers', () => {
  test('of 200 strangers before a class of 30, next to none gets a name', () => {
    const crowd = createCrowd(6)
    const people = Array.from({ length: 30 }, (_, i) => `p${i}`)
    const gallery = buildGallery(crowd.templates(people))
    const frames = Array.from({ length: 200 }, (_, i) => still(crowd, [`stranger ${i}`], 3, { startS: i * 60 })).flat()
    const taken = takeRoll({ frames, gallery, sampleS: 0.5 })
    expect(taken.tracks.filter((track) => track.verdict.kind === 'person').length).toBeLessThanOrEqual(1)
  })

  test('a look-alike who sits beside the person takes no name: the person is already there', () => {
    const crowd = createCrowd(8)
    crowd.addSibling('sister', 'ann', 0.25)
    const taken = roll(crowd, still(crowd, ['ann', 'sister'], 6, { blur: 0.2 }))
    expect(taken.tracks.map((track) => track.verdict.kind).filter((kind) => kind === 'person')).toHaveLength(1)
    expect(names(taken.tracks)[0]).toBe('person:ann')
  })
})

test('[MRG-9] one acceptable view of a video is for a human to judge, one beyond doubt is not', () => {
  const crowd = createCrowd(9)
  const gallery = buildGallery(crowd.templates(roster))
  const padding = Array.from({ length: 30 }, (_, i): DescribedFrame => ({ atS: 10 + i, faces: [] }))
  const verdicts = [0.1, 0.42].map((blur) => {
    const once: DescribedFrame = { atS: 0, faces: [faceAt({}, crowd.view('ann', blur))] }
    return takeRoll({ frames: [once, ...padding], gallery, sampleS: 1 }).tracks[0]?.verdict
  })
  expect(verdicts[0]).toMatchObject({ kind: 'person', personId: 'ann' })
  expect(verdicts[1]).toMatchObject({ kind: 'review', personId: 'ann', why: 'seen-once' })
})

test('[MRG-15] the same view again and again is one view, and for a human to judge', () => {
  const crowd = createCrowd(9)
  const gallery = buildGallery(crowd.templates(roster))
  const [one, two] = [crowd.view('ann', 0.42), crowd.view('ann', 0.42)]
  const kindOf = (views: readonly Float32Array[]) => {
    const frames = Array.from({ length: 30 }, (_, atS): DescribedFrame => {
      const view = views[atS % views.length]
      return { atS, faces: view ? [faceAt({ x: (atS % 5) * 2 }, view)] : [] }
    })
    return takeRoll({ frames, gallery, sampleS: 1 }).tracks[0]?.verdict.kind
  }
  expect(kindOf([one])).toBe('review')
  expect(kindOf([one, two])).toBe('person')
})

test('[MRG-10] views too poor to trust are followed but never named', () => {
  const crowd = createCrowd(10)
  const tiny: DescribedFace[] = Array.from({ length: 6 }, () =>
    faceAt({ width: 10, height: 10 }, crowd.view('ann', 0.1), { widthPx: 10 }),
  )
  const taken = roll(
    crowd,
    tiny.map((face, atS) => ({ atS, faces: [face] })),
  )
  expect(names(taken.tracks)).toEqual(['unknown'])
})

test('[MRG-11] strangers are grouped by face, never two of one frame together', () => {
  const crowd = createCrowd(12)
  const taken = roll(crowd, [
    ...still(crowd, ['x', 'y'], 4, { blur: 0.2 }),
    ...still(crowd, ['y', 'z', 'x'], 3, { startS: 100, blur: 0.2 }),
  ])
  expect(taken.unknown.map((cluster) => cluster.sightings)).toEqual([7, 7, 3])
  for (const { trackIndexes } of taken.unknown) {
    const moments = trackIndexes.flatMap((index) => taken.tracks[index]?.sightings.map((seen) => seen.atS) ?? [])
    expect(new Set(moments).size).toBe(moments.length)
  }
})

test('[MRG-12] descriptors from devices that differ a little change no name', () => {
  const crowd = createCrowd(13)
  const frames = still(crowd, ['ann', 'bea', 'x'], 8)
  const bent = frames.map((frame, i) =>
    i % 2
      ? frame
      : {
          ...frame,
          faces: frame.faces.map((face) => ({
            ...face,
            descriptor: face.descriptor.map((value, k) => value + (k % 2 ? 0.002 : -0.002)),
          })),
        },
  )
  const gallery = buildGallery(crowd.templates(roster))
  const [one, two] = [frames, bent].map((each) => names(takeRoll({ frames: each, gallery, sampleS: 0.5 }).tracks))
  expect(two).toEqual(one)
})

test('[MRG-13] nothing in, nothing out; numbers that are no numbers are left out', () => {
  const crowd = createCrowd(14)
  expect(roll(crowd, [])).toEqual({ tracks: [], unknown: [], frameTimesS: [], faceCount: 0 })
  const broken = faceAt({ x: NaN }, crowd.view('ann'))
  const empty = faceAt({}, new Float32Array(128).fill(Infinity))
  expect(roll(crowd, [{ atS: 0, faces: [broken, empty] }]).faceCount).toBe(0)
  expect(roll(crowd, still(crowd, ['ann'], 4), []).tracks.map((track) => track.verdict.kind)).toEqual(['unknown'])
})

test('[MRG-14] a face that was only located lengthens a track and never votes', () => {
  const crowd = createCrowd(3)
  const [first, ...rest] = still(crowd, ['ann'], 6)
  const anchor = first?.faces[0]
  if (!first || !anchor) throw new Error('a face is expected')
  const located = { ...anchor, isLocated: true as const }
  const frames = [first, ...rest.map(({ atS }) => ({ atS, faces: [located] }))]
  const gallery = buildGallery(crowd.templates(roster))
  const { tracks } = takeRoll({ frames, gallery, sampleS: 0.5 })
  expect(tracks.map(({ sightings }) => sightings.length)).toEqual([6])
  expect(tracks[0]?.sightings.filter(({ distance }) => distance !== null).length).toBeLessThanOrEqual(1)
  const onlyLocated = takeRoll({ frames: [{ atS: 0, faces: [located] }], gallery, sampleS: 0.5 })
  expect(names(onlyLocated.tracks)).toEqual(['unknown'])
})
