import { distance } from '../../lib/core/recognition/distance'
import { identifyFace, PHOTO_MARGIN } from '../../lib/core/recognition/identify'
import { confidenceOf } from '../../lib/core/recognition/confidence'
import { matchDescriptor } from '../../lib/core/recognition/match'
import { brand, type PersonId } from '../../lib/core/ids'
import { buildGallery, type FaceTemplate } from '../../lib/core/recognition/gallery'
import type { Descriptor } from '../../lib/core/recognition/face'
import type { Random } from '../../lib/core/simulation/random'
import type { Pair, PhotoBook } from './photos'

export interface Scored {
  readonly apart: number | null
  readonly isSame: boolean
  readonly fold: number
}

/** Distances of all pairs; null where a photo of the pair shows no usable face. */
export async function scorePairs(pairs: readonly Pair[], book: PhotoBook, rollDeg: number): Promise<Scored[]> {
  const scored: Scored[] = []
  for (const { one, other, isSame, fold } of pairs) {
    const [a, b] = [await book.describeCentral(one), await book.describeCentral(other, rollDeg)]
    scored.push({
      apart: 'face' in a && 'face' in b ? distance(a.face.descriptor, b.face.descriptor) : null,
      isSame,
      fold,
    })
  }
  return scored
}

/** Ten folds: the threshold of each is the best of the other nine. A photo without a face makes its pair wrong. */
export function crossValidated(scored: readonly Scored[]): {
  readonly accuracy: number
  readonly thresholds: number[]
} {
  const thresholds: number[] = []
  let right = 0
  for (let fold = 0; fold < 10; fold++) {
    const threshold = bestThreshold(scored.filter((pair) => pair.fold !== fold))
    thresholds.push(threshold)
    right += rightAt(
      scored.filter((pair) => pair.fold === fold),
      threshold,
    )
  }
  return { accuracy: right / scored.length, thresholds }
}

export const rightAt = (scored: readonly Scored[], threshold: number): number =>
  scored.filter(({ apart, isSame }) => apart !== null && apart <= threshold === isSame).length

function bestThreshold(scored: readonly Scored[]): number {
  const candidates = Array.from({ length: 81 }, (_, i) => 0.4 + i * 0.005)
  return candidates.reduce((best, next) => (rightAt(scored, next) > rightAt(scored, best) ? next : best))
}

/** Share of same pairs accepted where so many of the different ones are; misses count as rejected. */
export function acceptedAt(
  scored: readonly Scored[],
  falseShare: number,
): { readonly tar: number; readonly threshold: number } {
  const different = scored
    .flatMap(({ apart, isSame }) => (!isSame && apart !== null ? [apart] : []))
    .sort((a, b) => a - b)
  const threshold = different[Math.floor(different.length * falseShare)] ?? 0
  const same = scored.filter(({ isSame }) => isSame)
  return { tar: same.filter(({ apart }) => apart !== null && apart < threshold).length / same.length, threshold }
}

/** A face whose owner is known: enrolled under that name, or nowhere. */
export interface Probe {
  readonly owner: string | null
  readonly descriptor: Descriptor
}

export interface OpenSet {
  readonly probes: number
  readonly strangers: number
  readonly rank1: number
  readonly rightlyNamed: number
  readonly wronglyNamed: number
  readonly strangersNamed: number
}

/** One gallery against its people's other photos and against strangers, by the product's own rule for a photo. */
export function openSet(templates: readonly FaceTemplate[], probes: readonly Probe[]): OpenSet {
  const gallery = buildGallery(templates)
  let rank1 = 0
  let right = 0
  let wrong = 0
  let strangersNamed = 0
  const own = probes.filter(({ owner }) => owner !== null)
  for (const { owner, descriptor } of probes) {
    const answer = identifyFace(gallery, descriptor)
    if (owner === null) {
      if (answer.kind === 'person') strangersNamed++
      continue
    }
    const nearest = answer.kind === 'person' ? answer.personId : answer.nearest?.personId
    if (nearest === owner) rank1++
    if (answer.kind === 'person') {
      if (answer.personId === owner) right++
      else wrong++
    }
  }
  const strangers = probes.length - own.length
  return {
    ...{ probes: own.length, strangers, rank1: rank1 / own.length },
    ...{ rightlyNamed: right / own.length, wronglyNamed: wrong / own.length },
    strangersNamed: strangers > 0 ? strangersNamed / strangers : 0,
  }
}

/** What the rule for a photo would do at other thresholds, its margin kept: the curve that chose the shipped one. */
export function openSetCurve(
  templates: readonly FaceTemplate[],
  probes: readonly Probe[],
): { readonly threshold: number; readonly rightlyNamed: number; readonly strangersNamed: number }[] {
  const gallery = buildGallery(templates)
  const matched = probes.flatMap(({ owner, descriptor }) => {
    const match = matchDescriptor(gallery, descriptor)
    if (!match || match.margin < PHOTO_MARGIN) return []
    return [{ owner, distance: match.distance, isRight: gallery.personIds[match.person] === owner }]
  })
  const own = probes.filter(({ owner }) => owner !== null).length
  return Array.from({ length: 41 }, (_, i) => 0.4 + i * 0.005).map((threshold) => {
    const named = matched.filter((match) => match.distance <= threshold)
    return {
      threshold,
      rightlyNamed: named.filter(({ isRight }) => isRight).length / own,
      strangersNamed: named.filter(({ owner }) => owner === null).length / Math.max(1, probes.length - own),
    }
  })
}

export interface Bin {
  readonly from: number
  readonly count: number
  readonly confidence: number
  readonly right: number
}

/**
 * How often what is said to be right with some confidence is right, over random rosters of 5 to 60 of the people: those who
 * are left out are strangers. Owners and strangers weigh the same, for the base rate of a room is nobody's to know.
 */
export function reliability(
  templates: readonly FaceTemplate[],
  probes: readonly Probe[],
  random: Random,
  rosters: number,
): { readonly ece: number; readonly bins: Bin[] } {
  const sums = Array.from({ length: 10 }, () => ({ weight: 0, confidence: 0, right: 0, count: 0 }))
  const people = [...new Set(templates.map(({ personId }) => personId))]
  for (let roster = 0; roster < rosters; roster++) {
    const size = 5 + Math.floor(random.next() * 56)
    const enrolled = new Set<string>(shuffle(people, random).slice(0, size))
    const gallery = buildGallery(templates.filter(({ personId }) => enrolled.has(personId)))
    const said = probes.flatMap(({ owner, descriptor }) => {
      const match = matchDescriptor(gallery, descriptor)
      if (!match) return []
      const isOwn = owner !== null && enrolled.has(owner)
      return [{ isOwn, isRight: isOwn && gallery.personIds[match.person] === owner, p: confidenceOf([match], gallery) }]
    })
    const ownCount = said.filter(({ isOwn }) => isOwn).length
    for (const { isOwn, isRight, p } of said) {
      const weight = 0.5 / Math.max(1, isOwn ? ownCount : said.length - ownCount)
      const bin = sums[Math.min(9, Math.floor(p * 10))]
      if (!bin) continue
      bin.weight += weight
      bin.confidence += weight * p
      bin.right += isRight ? weight : 0
      bin.count++
    }
  }
  const total = sums.reduce((sum, { weight }) => sum + weight, 0)
  const ece = sums.reduce((sum, bin) => sum + Math.abs(bin.confidence - bin.right), 0) / total
  const bins = sums.map(({ weight, confidence, right, count }, i) => ({
    ...{
      from: i / 10,
      count,
      confidence: weight > 0 ? confidence / weight : 0,
      right: weight > 0 ? right / weight : 0,
    },
  }))
  return { ece, bins }
}

export function shuffle<Item>(items: readonly Item[], random: Random): Item[] {
  const mixed = [...items]
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = Math.floor(random.next() * (i + 1))
    const [a, b] = [mixed[i], mixed[j]]
    if (a !== undefined && b !== undefined) [mixed[i], mixed[j]] = [b, a]
  }
  return mixed
}

export const personId = (slug: string): PersonId => brand<PersonId>(slug)
