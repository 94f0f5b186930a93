import { readPicture } from '@/lib/server/examinations'
import { getParts } from '@/lib/server/http/parts'
import { picture } from '@/lib/server/http/picture'
import { notFound } from '@/lib/server/http/problem'
import { facultyRoute } from '@/lib/server/http/route'

/** A picture that a device drew. Its key names its job, and only who owns that may see it. */
export const GET = facultyRoute<{ key: string }>(async ({ userId, params }) => {
  const bytes = await readPicture(getParts(), userId, params.key)
  return bytes ? picture(bytes) : notFound('picture')
})
