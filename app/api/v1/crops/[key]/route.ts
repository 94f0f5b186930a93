import { readCropKey } from '@/lib/server/crops'
import { getParts } from '@/lib/server/http/parts'
import { picture } from '@/lib/server/http/picture'
import { notFound } from '@/lib/server/http/problem'
import { facultyRoute } from '@/lib/server/http/route'
import { ownsSession } from '@/lib/server/sessions'

/** The cut-out that a mark rests on. Its key names its session, and only who owns that may see it. */
export const GET = facultyRoute<{ key: string }>(async ({ userId, params }) => {
  const { db, blobs } = getParts()
  const crop = readCropKey(params.key)
  if (!crop || !(await ownsSession(db, userId, crop.sessionId))) return notFound('picture')
  const bytes = await blobs.get(crop.blobKey)
  return bytes ? picture(bytes) : notFound('picture')
})
