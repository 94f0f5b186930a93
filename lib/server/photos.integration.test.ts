import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { PersonId } from '../core/ids'
import { createCourse } from './courses'
import { enrolPerson } from './people'
import { MAX_PHOTOS_PER_PERSON, readPhoto, savePhoto, type NewPhoto } from './photos'
import { loadRoster } from './roster'
import { freshDatabase } from './testing/fresh-database'
import { descriptorOf, makeClass, MODEL_VERSION, plainJpeg, QUALITY, type TestClass } from './testing/synthetic-class'

let fresh: ReturnType<typeof freshDatabase>
let klass: TestClass
let personId: PersonId
beforeEach(async () => {
  fresh = freshDatabase()
  klass = await makeClass(fresh, 2)
  personId = klass.people[0] ?? ('' as never)
})
afterEach(() => fresh.remove())

const photo = async (changed: Partial<NewPhoto> & { descriptor?: Float32Array | number[] } = {}) => {
  const { descriptor = descriptorOf(0, 5), ...rest } = changed
  const face = { descriptor: [...descriptor], quality: QUALITY, modelVersion: MODEL_VERSION }
  const bytes = await plainJpeg(7, 333, 222)
  return savePhoto(fresh, { personId, bytes, fileName: 'a.jpg', face, modelVersion: MODEL_VERSION, ...rest })
}

describe('a photo is kept', () => {
  test('[API-4] once, however often the same file is sent', async () => {
    const first = await photo()
    expect(first).toMatchObject({ ok: true, value: { isNew: true } })
    const again = await Promise.all([photo(), photo()])
    for (const answer of again)
      expect(answer).toEqual({ ok: true, value: { photoId: first.ok && first.value.photoId, isNew: false } })
  })

  test('[PRI-6] without what cameras write beside the picture, upright and not larger than needed', async () => {
    const withPlace = await sharp({ create: { width: 3000, height: 1000, channels: 3, background: '#888' } })
      .jpeg()
      .withMetadata({ orientation: 6, exif: { IFD0: { Make: 'Spycam' } } })
      .toBuffer()
    expect(withPlace.includes('Spycam')).toBe(true)
    const saved = await photo({ bytes: withPlace })
    const kept = await readPhoto(fresh, klass.userId, saved.ok ? saved.value.photoId : '')
    expect(Buffer.from(kept ?? []).includes('Spycam')).toBe(false)
    expect(await sharp(kept ?? new Uint8Array()).metadata()).toMatchObject({ format: 'jpeg', height: 1280 })
  })

  test('[PRI-1] with its descriptor sealed, and the gallery gets it back as it was', async () => {
    await photo({ descriptor: descriptorOf(0, 77) })
    const { templates } = await loadRoster(fresh.db, fresh.vault, klass.courseId)
    expect(templates.filter((template) => template.personId === personId)).toHaveLength(3)
    expect(
      templates.some(({ descriptor }) =>
        Buffer.from(descriptor.buffer).equals(Buffer.from(descriptorOf(0, 77).buffer)),
      ),
    ).toBe(true)
  })
})

describe('a photo is refused', () => {
  test.each<[string, () => Promise<Uint8Array>]>([
    ['empty', async () => new Uint8Array()],
    ['text', async () => new TextEncoder().encode('no picture '.repeat(30))],
    ['a drawing', async () => new TextEncoder().encode(DRAWING)],
    ['cut off', async () => (await plainJpeg(9, 400, 400)).slice(0, 700)],
    ['a decompression bomb', () => bomb()],
  ])('[API-5] when the file is %s', async (_what, make) => {
    expect(await photo({ bytes: await make() })).toEqual({ ok: false, problem: { type: 'not-an-image' } })
    expect(await fresh.blobs.list('photos')).toHaveLength(2)
  })

  test.each([
    ['too short', descriptorOf(0, 5).slice(1)],
    ['not finite', descriptorOf(0, 5).map((value, i) => (i === 9 ? NaN : value))],
    ['nothing', new Float32Array(128)],
    ['too long', descriptorOf(0, 5).map((value) => value * 2)],
  ])('[API-5] when its descriptor is %s', async (_what, descriptor) => {
    expect(await photo({ descriptor })).toEqual({ ok: false, problem: { type: 'not-a-descriptor' } })
  })

  test('[API-5] when the page has other models', async () => {
    const face = { descriptor: [...descriptorOf(0, 5)], quality: QUALITY, modelVersion: 'older' }
    expect(await photo({ face })).toEqual({ ok: false, problem: { type: 'other-models' } })
  })

  test('[API-6] when the face is rather somebody else’s of the class, whose number it says', async () => {
    const problem = { type: 'looks-like-someone-else', number: 'N1' }
    expect(await photo({ descriptor: descriptorOf(1, 5) })).toEqual({ ok: false, problem })
    const newcomer = await enrolPerson(
      fresh.db,
      { ownerId: klass.userId, courseId: klass.courseId },
      { number: 'N7', name: 'New', email: null },
    )
    expect(await photo({ personId: newcomer, descriptor: descriptorOf(1, 5) })).toEqual({ ok: false, problem })
    expect(await photo({ personId: newcomer, descriptor: descriptorOf(7, 5) })).toMatchObject({ ok: true })
  })

  test('[API-6] but not because of somebody of another class', async () => {
    const courseId = await createCourse(fresh.db, klass.userId, { name: 'Other', code: '' })
    const twin = await enrolPerson(
      fresh.db,
      { ownerId: klass.userId, courseId },
      { number: 'T', name: 'Twin', email: null },
    )
    expect(await photo({ personId: twin, descriptor: descriptorOf(1, 5) })).toMatchObject({ ok: true })
  })

  test('[API-5] when there are too many, or nobody to have it', async () => {
    expect(await photo({ personId: 'nobody' as PersonId })).toEqual({ ok: false, problem: { type: 'not-found' } })
    const [template] = await fresh.db.faceTemplate.findMany({ where: { personId } })
    if (!template) throw new Error('no template')
    await fresh.db.faceTemplate.createMany({
      data: Array.from({ length: MAX_PHOTOS_PER_PERSON }, (_, i) => ({ ...template, id: `t${i}`, photoHash: `h${i}` })),
    })
    expect(await photo()).toEqual({ ok: false, problem: { type: 'too-many-photos' } })
  })
})

const DRAWING =
  '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300"><rect width="300" height="300"/></svg>'

/** A few hundred kilobytes that claim to be more than a hundred million pixels. */
const bomb = async (): Promise<Uint8Array> =>
  new Uint8Array(
    await sharp({ create: { width: 15_000, height: 7_000, channels: 3, background: '#000' }, limitInputPixels: false })
      .png({ compressionLevel: 1 })
      .toBuffer(),
  )
