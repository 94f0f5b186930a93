import { z } from 'zod'
import { brand, type PersonId } from '@/lib/core/ids'
import { recordAudit } from '@/lib/server/audit'
import { getDatabase } from '@/lib/server/db'
import { erasePerson } from '@/lib/server/erase'
import { readJson } from '@/lib/server/http/body'
import { getParts } from '@/lib/server/http/parts'
import { notFound, problem } from '@/lib/server/http/problem'
import { facultyRoute } from '@/lib/server/http/route'
import { changePerson, ownsPerson } from '@/lib/server/people'

type Params = { personId: string }

const PersonChange = z.object({
  number: z.string().trim().min(1).max(60).optional(),
  name: z.string().trim().min(1).max(120).optional(),
  email: z.email().max(200).nullable().optional(),
})

export const PATCH = facultyRoute<Params>(async ({ request, userId, params }) => {
  const change = await readJson(request, PersonChange)
  if (!change.ok) return change.problem
  const changed = await changePerson(getDatabase(), userId, brand<PersonId>(params.personId), change.value)
  if (changed.ok) return Response.json({ id: params.personId })
  return changed.problem === 'not-found'
    ? notFound('person')
    : problem('conflict', 'Another person has this number already.')
})

/** Erases the person everywhere: every course, photo, mark and sighting. */
export const DELETE = facultyRoute<Params>(async ({ userId, params }) => {
  const personId = brand<PersonId>(params.personId)
  const parts = getParts()
  if (!(await ownsPerson(parts.db, userId, personId))) return notFound('person')
  await erasePerson(parts, personId)
  await recordAudit(parts.db, { userId, action: 'person-erased', about: personId })
  return Response.json({ id: personId })
})
