import { brand, unitIdOf, type JobId, type LeaseId, type UnitId } from '@/lib/core/ids'
import { MAX_UNIT_BYTES } from '@/lib/protocol/unit'
import { getCoordinatorPort } from '@/lib/server/coordinator-port'
import { getDatabase } from '@/lib/server/db'
import { readBytes, tooLarge } from '@/lib/server/http/body'
import { getParts } from '@/lib/server/http/parts'
import { notFound, problem } from '@/lib/server/http/problem'
import { facultyRoute, openRoute } from '@/lib/server/http/route'
import { readPayload, storePayload } from '@/lib/server/payloads'
import { ownsUnit } from '@/lib/server/units'

type Params = { jobId: string; index: string }

const unitOf = ({ jobId, index }: Params): UnitId | null =>
  /^\d{1,6}$/.test(index) ? unitIdOf(brand<JobId>(jobId), Number(index)) : null

/** Keeps a unit's frames (lib/protocol/payload-path.ts). Sending them again changes nothing. */
export const PUT = facultyRoute<Params>(async ({ request, userId, params }) => {
  const unitId = unitOf(params)
  if (!unitId || !(await ownsUnit(getDatabase(), userId, unitId))) return notFound('unit')
  const payload = await readBytes(request, MAX_UNIT_BYTES)
  if (!payload) return tooLarge(MAX_UNIT_BYTES)
  const stored = await storePayload(getParts(), unitId, payload)
  if (stored.ok) {
    if (stored.value === 'stored') getCoordinatorPort()?.payloadStored(unitId)
    return Response.json({ id: unitId })
  }
  switch (stored.problem) {
    case 'not-found':
      return notFound('unit')
    case 'job-ended':
      return problem('conflict', 'This job has ended; its frames are no longer needed.')
    case 'bad-payload':
      return problem('bad-payload', 'These are not the frames that were offered for this unit. Send them again.')
  }
})

/** Serves a unit's frames to the device that holds this lease on it, and to nobody else. */
export const GET = openRoute<Params>(async (request, params) => {
  const unitId = unitOf(params)
  const leaseId = new URL(request.url).searchParams.get('lease')
  const port = getCoordinatorPort()
  if (!unitId || leaseId === null || !port) return notFound('unit')
  const audit = port.auditPayload(brand<LeaseId>(leaseId), unitId)
  if (!audit && !port.leaseAllows(brand<LeaseId>(leaseId), unitId)) return notFound('unit')
  const payload = audit ?? (await readPayload(getParts(), unitId))
  if (!payload) return problem('not-yet', 'The frames of this unit have not arrived yet.')
  return new Response(Uint8Array.from(payload), {
    headers: { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' },
  })
})
