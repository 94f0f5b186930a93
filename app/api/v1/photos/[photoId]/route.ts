import { recordAudit } from '@/lib/server/audit'
import { getParts } from '@/lib/server/http/parts'
import { picture } from '@/lib/server/http/picture'
import { notFound } from '@/lib/server/http/problem'
import { facultyRoute } from '@/lib/server/http/route'
import { deletePhoto, readPhoto } from '@/lib/server/photos'

type Params = { photoId: string }

export const GET = facultyRoute<Params>(async ({ userId, params }) => {
  const bytes = await readPhoto(getParts(), userId, params.photoId)
  return bytes ? picture(bytes) : notFound('photo')
})

export const DELETE = facultyRoute<Params>(async ({ userId, params }) => {
  const parts = getParts()
  if (!(await deletePhoto(parts, userId, params.photoId))) return notFound('photo')
  await recordAudit(parts.db, { userId, action: 'photo-deleted', about: params.photoId })
  return Response.json({ id: params.photoId })
})
