import type { PersonId } from '../core/ids'
import type { Db } from './db'
import { openDescriptor } from './roster'
import type { Vault } from './vault'

/** A face this near to somebody else's photo is taken for a mix-up of photos, when the person has none to compare with. */
const FIRST_PHOTO_DISTANCE = 0.4
/** Beyond this nothing is alike, whoever happens to be nearer. */
const ALIKE_DISTANCE = 0.5

/**
 * Somebody else of the same courses who looks more like this face than the person it is said to be: the photo was
 * probably put into the wrong folder, and once enrolled it would take marks from one and give them to the other.
 */
export async function findLookAlike(
  db: Db,
  vault: Vault,
  personId: PersonId,
  descriptor: Float32Array,
): Promise<{ readonly number: string } | null> {
  const classmates = await db.person.findMany({
    where: { OR: [{ id: personId }, { enrolments: { some: { course: { enrolments: { some: { personId } } } } } }] },
    select: { id: true, number: true, templates: { select: { id: true, descriptor: true } } },
  })
  const nearest = classmates.map(({ id, number, templates }) => ({
    id,
    number,
    distance: Math.min(Infinity, ...templates.map((template) => distance(descriptor, openDescriptor(vault, template)))),
  }))
  const own = nearest.find(({ id }) => id === personId)?.distance ?? Infinity
  const limit = own === Infinity ? FIRST_PHOTO_DISTANCE : Math.min(own, ALIKE_DISTANCE)
  const other = nearest.filter(({ id }) => id !== personId).sort((one, two) => one.distance - two.distance)[0]
  return other && other.distance < limit ? { number: other.number } : null
}

function distance(one: Float32Array, two: Float32Array): number {
  let sum = 0
  for (let i = 0; i < one.length; i++) sum += ((one[i] ?? 0) - (two[i] ?? 0)) ** 2
  return Math.sqrt(sum)
}
