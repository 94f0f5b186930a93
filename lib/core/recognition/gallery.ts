import type { PersonId } from '../ids'
import { calibrate, type Calibration } from './calibration'
import { packRows, rowDistance } from './distance'
import { DESCRIPTOR_LENGTH, type Descriptor } from './face'
import { dropOutliers, type DroppedTemplate } from './outliers'
import { RECOGNITION_POLICY, type RecognitionPolicy } from './recognition-policy'

/** One enrolled photo. */
export interface FaceTemplate {
  readonly personId: PersonId
  readonly descriptor: Descriptor
  /** FaceQuality.value, 0..1. */
  readonly quality: number
}

/** Two people of the roster whose templates are so near that a margin must be wider between them. */
export interface LookAlikes {
  readonly people: readonly [PersonId, PersonId]
  readonly distance: number
}

/** The enrolled people of one roster, ready to be compared with. Everything is in order of person id. */
export interface Gallery {
  readonly personIds: readonly PersonId[]
  /** Row-major [templates, DESCRIPTOR_LENGTH], person after person. */
  readonly templates: Float32Array
  /** Person i's templates are the rows firstRow[i] up to firstRow[i + 1]. */
  readonly firstRow: readonly number[]
  /** Row-major [people, DESCRIPTOR_LENGTH]: the mean of each person's templates. */
  readonly means: Float32Array
  /** Farthest template from the mean, per person. */
  readonly radii: readonly number[]
  readonly calibration: Calibration
  readonly lookAlikes: readonly LookAlikes[]
  readonly dropped: readonly DroppedTemplate[]
}

/** The same templates give the same gallery, in whatever order they come. */
export function buildGallery(
  templates: readonly FaceTemplate[],
  policy: RecognitionPolicy = RECOGNITION_POLICY,
): Gallery {
  const { kept, dropped } = dropOutliers(groupByPerson(templates))
  const firstRow = [0]
  for (const person of kept) firstRow.push((firstRow.at(-1) ?? 0) + person.rows.length)
  const bare = {
    personIds: kept.map((person) => person.personId),
    templates: packRows(kept.flatMap((person) => person.rows.map((row) => row.descriptor))),
    firstRow,
    means: packRows(kept.map((person) => meanOf(person.rows))),
  }
  const radii = bare.personIds.map((_, person) => {
    let radius = 0
    for (let row = firstRow[person] ?? 0; row < (firstRow[person + 1] ?? 0); row++)
      radius = Math.max(radius, rowDistance(bare.templates, row, bare.means, person))
    return radius
  })
  return {
    ...bare,
    radii,
    calibration: calibrate({ ...bare, radii }, policy),
    lookAlikes: findLookAlikes(bare, policy.decision.lookAlikeDistance),
    dropped,
  }
}

/** As much of a gallery as comparing needs. */
export type Comparable = Pick<Gallery, 'personIds' | 'templates' | 'firstRow' | 'means' | 'radii'>

/**
 * Half the distance to the nearest photo, half that to the mean of the photos: nearer to the truth than either
 * (RECOGNITION, second measurement), and far from the mean distance, which punishes varied photos.
 */
export function scoreOf(gallery: Comparable, person: number, probes: Float32Array, probe: number): number {
  return 0.5 * rowDistance(probes, probe, gallery.means, person) + 0.5 * toNearest(gallery, person, probes, probe)
}

/** Distance to the nearest of a person's photos. */
export function toNearest(gallery: Comparable, person: number, probes: Float32Array, probe: number): number {
  let least = Infinity
  for (let row = gallery.firstRow[person] ?? 0; row < (gallery.firstRow[person + 1] ?? 0); row++)
    least = Math.min(least, rowDistance(probes, probe, gallery.templates, row))
  return least
}

export interface PersonTemplates {
  readonly personId: PersonId
  readonly rows: readonly FaceTemplate[]
}

function groupByPerson(templates: readonly FaceTemplate[]): PersonTemplates[] {
  const groups = new Map<PersonId, FaceTemplate[]>()
  for (const template of templates) {
    if (template.descriptor.length !== DESCRIPTOR_LENGTH || !template.descriptor.every(Number.isFinite)) continue
    const group = groups.get(template.personId)
    if (group) group.push(template)
    else groups.set(template.personId, [template])
  }
  return [...groups]
    .sort(([one], [two]) => (one < two ? -1 : one > two ? 1 : 0))
    .map(([personId, rows]) => ({ personId, rows: rows.sort(byContent) }))
}

/** Any fixed order will do; it only has to be free of the order in which photos were enrolled. */
function byContent(one: FaceTemplate, two: FaceTemplate): number {
  for (let i = 0; i < DESCRIPTOR_LENGTH; i++) {
    const difference = (one.descriptor[i] ?? 0) - (two.descriptor[i] ?? 0)
    if (difference !== 0) return difference
  }
  return one.quality - two.quality
}

/** Means are shorter than what they are made of and would look nearer to strangers: brought back to the usual length. */
function meanOf(rows: readonly FaceTemplate[]): Float32Array {
  const mean = new Float32Array(DESCRIPTOR_LENGTH)
  let length = 0
  for (const { descriptor } of rows) {
    length += norm(descriptor) / rows.length
    for (let i = 0; i < DESCRIPTOR_LENGTH; i++) mean[i] = (mean[i] ?? 0) + (descriptor[i] ?? 0) / rows.length
  }
  const own = norm(mean)
  return own > 0 ? mean.map((value) => (value * length) / own) : mean
}

const norm = (vector: Float32Array) => Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))

function findLookAlikes({ personIds, means }: Pick<Gallery, 'personIds' | 'means'>, within: number): LookAlikes[] {
  const found: LookAlikes[] = []
  personIds.forEach((one, i) => {
    personIds.slice(i + 1).forEach((two, k) => {
      const distance = rowDistance(means, i, means, i + 1 + k)
      if (distance < within) found.push({ people: [one, two], distance })
    })
  })
  return found.sort((one, two) => one.distance - two.distance)
}
