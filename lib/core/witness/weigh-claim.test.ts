import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Mark } from '../attendance/mark'
import { brand, type DeviceId } from '../ids'
import { distance } from '../recognition/distance'
import { buildGallery } from '../recognition/gallery'
import { matchDescriptor } from '../recognition/match'
import { createCrowd, personOf } from '../recognition/testing/synthetic-faces'
import type { ClaimedView, PresenceClaim, Testimony } from './claim'
import { verifyMark } from './verified-mark'
import { weighClaim } from './weigh-claim'

const crowd = createCrowd(11)
const NAMES = ['ann', 'bea', 'cleo', 'dan', 'eve', 'fay']
const gallery = buildGallery(crowd.templates(NAMES))
const FRAMES = 40

/** What a device says: a view of Ann at a second. `shows`: who is really there; nobody for an empty place. */
function claimOf(
  views: readonly { readonly device: string; readonly shows: string | null; readonly isTrusted?: boolean }[],
) {
  const truth = new Map<number, string | null>()
  const claim: PresenceClaim = {
    personId: personOf('ann'),
    views: views.map(({ device, shows, isTrusted = false }, atS): ClaimedView => {
      truth.set(atS, shows)
      return {
        atS,
        box: { x: 10, y: 10, width: 80, height: 80 },
        distance: 0.3 + (atS % 5) / 100,
        margin: 0.3,
        deviceId: brand<DeviceId>(device),
        testimony: { kind: isTrusted ? 'trusted' : 'unchecked' },
      }
    }),
  }
  return { claim, truth }
}

/** Looks as a trusted node would: what is there decides, whatever was claimed. */
function testify(shows: string | null): Testimony {
  if (shows === null) return { kind: 'no-face' }
  const descriptor = crowd.view(shows, 0.15)
  const claimed = crowd.view('ann', 0.15)
  return { kind: 'face', descriptor, widthPx: 90, apart: shows === 'ann' ? 0.01 : distance(descriptor, claimed) }
}

function settle({ claim, truth }: ReturnType<typeof claimOf>) {
  let views = claim.views
  let looks = 0
  for (;;) {
    const weighed = weighClaim({ claim: { ...claim, views }, gallery, frameCount: FRAMES })
    if (weighed.verdict !== 'open') return { ...weighed, looks }
    expect(weighed.wanted.length).toBeGreaterThan(0)
    looks += weighed.wanted.length
    views = views.map((view) =>
      weighed.wanted.includes(view) ? { ...view, testimony: testify(truth.get(view.atS) ?? null) } : view,
    )
  }
}

test('an honest view in this crowd is one that the rule accepts', () => {
  const match = matchDescriptor(gallery, crowd.view('ann', 0.15))
  expect(match && gallery.personIds[match.person]).toBe('ann')
})

test('[TRU-30] an honest claim is released after two looks at most', () => {
  const views = Array.from({ length: 12 }, (_, i) => ({ device: `d${i % 3}`, shows: 'ann' }))
  expect(settle(claimOf(views))).toMatchObject({ verdict: 'witnessed', looks: 2, lies: [] })
})

test('[TRU-30] what trusted devices reported needs no second look', () => {
  const views = Array.from({ length: 4 }, () => ({ device: 'lab', shows: 'ann', isTrusted: true }))
  expect(settle(claimOf(views))).toMatchObject({ verdict: 'trusted', looks: 0 })
})

test('[TRU-30] no number of liars makes an absent person present, whatever they point at', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          device: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
          shows: fc.constantFrom(null, 'bea', 'cleo', 'dan', 'a stranger', 'another stranger'),
        }),
        { minLength: 1, maxLength: 40 },
      ),
      (views) => {
        const { verdict, lies, looks } = settle(claimOf(views))
        expect(verdict).toBe('refuted')
        expect(lies.length).toBeGreaterThan(0)
        expect(looks).toBeLessThanOrEqual(3 * new Set(views.map(({ device }) => device)).size + 1)
      },
    ),
    { numRuns: 300 },
  )
})

test('[TRU-31] liars who claim a person that others have seen do not bury them', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('liar-1', 'liar-2', 'liar-3'), { maxLength: 40 }), (liars) => {
      const lies = liars.map((device) => ({ device, shows: 'bea' }))
      const honest = ['x', 'x', 'y', 'z'].map((device) => ({ device, shows: 'ann' }))
      const { verdict, lies: found } = settle(claimOf([...lies, ...honest]))
      expect(verdict).toBe('witnessed')
      expect(found.every(({ deviceId }) => deviceId.startsWith('liar'))).toBe(true)
    }),
    { numRuns: 200 },
  )
})

test('[TRU-32] without a frame to look at, a mark stays and says that nobody could verify it', () => {
  const { claim } = claimOf([{ device: 'a', shows: 'ann' }])
  const views = claim.views.map((view): ClaimedView => ({ ...view, testimony: { kind: 'out-of-reach' } }))
  expect(weighClaim({ claim: { ...claim, views }, gallery, frameCount: FRAMES }).verdict).toBe('unverified')
  expect(weighClaim({ claim: { ...claim, views: [] }, gallery, frameCount: FRAMES }).verdict).toBe('unverified')
})

test('[TRU-30] a contradicted mark goes to review with its reason, an absent one is left alone', () => {
  const mark: Mark = {
    ...{ personId: personOf('ann'), reason: 'First seen late.', firstSeenS: 1, lastSeenS: 2, seenS: 1 },
    ...{ status: 'late', sightings: 3, confidence: 0.9, intervals: [], best: null },
  }
  expect(verifyMark(mark, 'refuted')).toMatchObject({ status: 'review', verification: 'refuted', confidence: 0 })
  expect(verifyMark(mark, 'refuted').reason).toMatch(/^A device reported .*\.$/)
  expect(verifyMark(mark, 'witnessed')).toEqual({ ...mark, verification: 'witnessed' })
  expect(verifyMark({ ...mark, status: 'absent' }, 'unverified').verification).toBeNull()
})
