import { expect, test } from 'vitest'
import type { AlignedFace } from './describe-faces'
import {
  findLost,
  forgetPoorChips,
  isWorthAligning,
  pairByPlace,
  standInFor,
  viewsToDescribe,
  type UnitTrack,
} from './unit-tracks'

const quality = { value: 0, widthPx: 40, sharpness: 50, brightness: 120, yaw: 0, rollDeg: 0 }
const boxAt = (x: number) => ({ x, y: 0, width: 40, height: 40 })
const patch = (angle: number) => new Float32Array([Math.cos(angle), Math.sin(angle)])

function track(values: readonly (number | null)[], x = 0, looks = patch(0)): UnitTrack {
  const sights = values.map((value, frame) => {
    const face: AlignedFace = {
      ...{ box: boxAt(x), score: 1, landmarks: [], chip: new Float32Array() },
      quality: { ...quality, value: value ?? 0 },
    }
    return { frame, box: boxAt(x), score: 1, aligned: value === null ? null : face }
  })
  return { sights, patch: looks, askedAt: null, looks: null }
}
const seen = (x: number, angle = 0) => ({ box: boxAt(x), score: 1, patch: patch(angle) })

test('[ENG-6] a face is continued where it was, however faces are ordered; one that jumps is another', () => {
  const [one, two] = [track([0.5], 0), track([0.5], 200)]
  expect(pairByPlace([one, two], [seen(195), seen(8), seen(120)])).toEqual([two, one, null])
})

test('[ENG-6] another face in the same place is another track', () => {
  expect(pairByPlace([track([0.5])], [seen(0, Math.PI / 2)])).toEqual([null])
})

test('[ENG-6] two views are described where there are two, of many poor ones up to four, of useless ones one', () => {
  const framesOf = (values: readonly (number | null)[]) => viewsToDescribe(track(values)).map(({ frame }) => frame)
  // The best of each half: two neighbours say the same thing twice.
  expect(framesOf([0.5, 0.6, null, 0.4])).toEqual([0, 1])
  expect(framesOf([0.5, 0.6, 0.55, null, 0.4])).toEqual([1, 2])
  expect(framesOf([0.6, null, null])).toEqual([0])
  expect(framesOf([0.2, 0.3, 0.1])).toEqual([0, 1])
  expect(framesOf([0.2, 0.3, 0.1, ...Array<null>(9).fill(null)])).toEqual([0, 1, 2])
  expect(framesOf([0.1, 0.11, 0.12, 0.06])).toEqual([1, 2])
  expect(framesOf([0.1, 0.11, 0.12, 0.06, ...Array<null>(6).fill(null)])).toEqual([0, 1, 2, 3])
  expect(framesOf([0.01, 0.02, 0.01, 0.01])).toEqual([1])
  expect(framesOf([null, null])).toEqual([])
})

test('[ENG-6] the poorer the best view, the sooner landmarks are asked for again', () => {
  const asked = (value: number, widthPx = 40) => {
    const known = track([value])
    const sights = known.sights.map((sight) => ({ ...sight, box: { ...sight.box, width: widthPx } }))
    return [1, 2, 3, 4].map((frame) => isWorthAligning({ ...known, sights, askedAt: 0 }, frame))
  }
  expect(asked(0.6)).toEqual([false, false, false, true])
  expect(asked(0.2)).toEqual([false, true, true, true])
  expect(asked(0.1)).toEqual([true, true, true, true])
  // Too small to be of use, and large but turned away.
  expect(asked(0.01, 20)).toEqual([false, false, false, true])
  expect(asked(0.01)).toEqual([true, true, true, true])
  expect(isWorthAligning(track([]), 0)).toBe(true)
})

test('[ENG-6] a face that comes up elsewhere goes on where it was lost, if it looks the same', () => {
  const lost = { ...track([0.5], 0), looks: patch(0) }
  const other = { ...track([0.5], 100), looks: patch(1) }
  expect(findLost([other, lost], { ...track([0.5], 900), looks: patch(0.1) })).toBe(lost)
  expect(findLost([lost], { ...track([0.5], 900), looks: patch(0.6) })).toBeNull()
  expect(findLost([lost], track([0.5], 900))).toBeNull()
})

test('[ENG-6] only the best chips are held; the nearest described view stands in for a sight', () => {
  const long = track([0.1, 0.4, 0.2, 0.3, 0.05])
  forgetPoorChips(long)
  expect(long.sights.map(({ aligned }) => aligned !== null)).toEqual([true, true, true, true, false])
  const described = long.sights.filter(({ frame }) => frame === 1 || frame === 3)
  const [first, , , , last] = long.sights
  expect(first && standInFor(first, described)?.frame).toBe(1)
  expect(last && standInFor(last, described)?.frame).toBe(3)
})
