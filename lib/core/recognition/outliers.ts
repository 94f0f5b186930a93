import type { PersonId } from '../ids'
import { distance } from './distance'
import type { FaceTemplate, PersonTemplates } from './gallery'

/** A photo that was left out of the gallery. One wrong photo causes wrong names that no threshold can mend. */
export interface DroppedTemplate {
  readonly personId: PersonId
  readonly descriptor: Float32Array
  readonly why:
    /** Far from the person's other photos, which agree with each other. */
    | { readonly type: 'unlike-own-photos'; readonly distance: number }
    /** Nearer to somebody else's photos than to any of its own. */
    | { readonly type: 'like-another-person'; readonly personId: PersonId; readonly distance: number }
}

/** Farther than this from every other photo of the person: no photo of the 64 test people is (their worst is .63). */
const UNLIKE_DISTANCE = 0.7
/** Photos of two different people come this near once in 100,000 pairs (RECOGNITION §1). */
const SAME_PERSON_DISTANCE = 0.42
/** … and the person's own photos are at least this much farther. Women of one film scene came within .05. */
const CLEARLY_NEARER = 0.12

/** Needs three photos of a person to say which one is wrong; with two the odd one can't be told. */
export function dropOutliers(people: readonly PersonTemplates[]): {
  readonly kept: readonly PersonTemplates[]
  readonly dropped: readonly DroppedTemplate[]
} {
  const dropped: DroppedTemplate[] = []
  const kept = people.map(({ personId, rows }) => {
    if (rows.length < 3) return { personId, rows }
    const wrong = new Map<FaceTemplate, DroppedTemplate['why']>()
    for (const row of rows) {
      const own = Math.min(
        ...rows.filter((other) => other !== row).map((other) => distance(row.descriptor, other.descriptor)),
      )
      if (own < SAME_PERSON_DISTANCE) continue
      const rival = nearestOther(people, personId, row)
      if (rival && rival.distance < SAME_PERSON_DISTANCE && rival.distance + CLEARLY_NEARER < own)
        wrong.set(row, { type: 'like-another-person', ...rival })
      else if (own > UNLIKE_DISTANCE) wrong.set(row, { type: 'unlike-own-photos', distance: own })
    }
    // Where most photos disagree with each other there is no one to believe: keep them all.
    if (wrong.size * 2 > rows.length) return { personId, rows }
    for (const [row, why] of wrong) dropped.push({ personId, descriptor: row.descriptor, why })
    return { personId, rows: rows.filter((row) => !wrong.has(row)) }
  })
  return { kept, dropped }
}

function nearestOther(people: readonly PersonTemplates[], own: PersonId, row: FaceTemplate) {
  let best: { personId: PersonId; distance: number } | null = null
  for (const { personId, rows } of people) {
    if (personId === own) continue
    for (const other of rows) {
      const apart = distance(row.descriptor, other.descriptor)
      if (!best || apart < best.distance) best = { personId, distance: apart }
    }
  }
  return best
}
