import { z } from 'zod'
import { assertNever } from '@/lib/core/assert-never'
import { brand, type PersonId } from '@/lib/core/ids'
import { DESCRIPTOR_LENGTH } from '@/lib/core/recognition/face'
import { malformed, parseJson, readForm } from '@/lib/server/http/body'
import { getParts } from '@/lib/server/http/parts'
import { notFound, problem } from '@/lib/server/http/problem'
import { facultyRoute } from '@/lib/server/http/route'
import { readModelVersion } from '@/lib/server/model-version'
import { ownsPerson } from '@/lib/server/people'
import { MAX_PHOTO_BYTES, MAX_PHOTOS_PER_PERSON, savePhoto, type PhotoRefusal } from '@/lib/server/photos'

type Params = { personId: string }

const finite = z.number().min(-100_000).max(100_000)
const Face = z.object({
  descriptor: z.array(z.number().min(-2).max(2)).length(DESCRIPTOR_LENGTH),
  quality: z.object({
    value: z.number().min(0).max(1),
    widthPx: z.number().min(0).max(20_000),
    sharpness: z.number().min(0).max(1_000_000),
    brightness: z.number().min(0).max(255),
    yaw: finite,
    rollDeg: z.number().min(-180).max(180),
  }),
  box: z.object({ x: finite, y: finite, width: finite, height: finite }),
  modelVersion: z.string().max(80),
})
/** The form's own words and the description beside the picture. */
const FORM_BYTES = 64 * 1024

/** Adds a photo that the page's engine has accepted. The same file again is the photo that is there already. */
export const POST = facultyRoute<Params>(async ({ request, userId, params }) => {
  const personId = brand<PersonId>(params.personId)
  const parts = getParts()
  if (!(await ownsPerson(parts.db, userId, personId))) return notFound('person')
  const form = await readForm(request, MAX_PHOTO_BYTES + FORM_BYTES)
  if (!form.ok) return form.problem
  const photo = form.value.get('photo')
  const described = form.value.get('face')
  if (!(photo instanceof Blob) || typeof described !== 'string') {
    return problem('malformed', 'The form needs a photo and the description of its face.')
  }
  const face = Face.safeParse(parseJson(described))
  if (!face.success) return malformed(face.error)
  const saved = await savePhoto(parts, {
    personId,
    bytes: new Uint8Array(await photo.arrayBuffer()),
    fileName: (photo instanceof File ? photo.name : '').slice(0, 255) || 'photo',
    face: face.data,
    modelVersion: readModelVersion(),
  })
  if (!saved.ok) return refuse(saved.problem)
  const { photoId, isNew } = saved.value
  return Response.json({ id: photoId, isNew }, { status: isNew ? 201 : 200 })
})

function refuse(refusal: PhotoRefusal): Response {
  switch (refusal.type) {
    case 'not-an-image':
      return problem('not-an-image', 'This file is no picture that can be read, or it is damaged.')
    case 'not-a-descriptor':
      return problem('malformed', 'The description of the face is not one that our models make.')
    case 'other-models':
      return problem(
        'other-models',
        'This page has other models than the coordinator. Reload the page, then try again.',
      )
    case 'looks-like-someone-else':
      return problem(
        'looks-like-someone-else',
        `This face looks more like ${refusal.number} than like this person. Check whose photo it is.`,
        { number: refusal.number },
      )
    case 'too-many-photos':
      return problem(
        'too-many-photos',
        `${MAX_PHOTOS_PER_PERSON} photos of one person are enough. Delete one to add another.`,
      )
    case 'not-found':
      return notFound('person')
    default:
      return assertNever(refusal)
  }
}
