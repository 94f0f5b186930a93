import { expect, test } from 'vitest'
import { fail, ok } from '@/lib/core/result'
import { countEnrolment, createEnrolment, type EnrolmentTools } from './enrolment'
import type { EnrolledFace } from './people-api'

const face: EnrolledFace = {
  descriptor: [],
  quality: { value: 1, widthPx: 100, sharpness: 50, brightness: 120, yaw: 0, rollDeg: 0 },
  box: { x: 0, y: 0, width: 100, height: 100 },
  modelVersion: 'm',
}

/** A coordinator in a few lists. Photos named "blurred" are refused by the engine, "lost" fails once on the way. */
function fakeTools() {
  const people: string[] = []
  const photos: string[] = []
  let losses = 1
  const tools: EnrolmentTools = {
    prepare: async () => ok(undefined),
    describe: async (photo) =>
      photo.name.startsWith('blurred') ? fail({ kind: 'refused', reason: 'The face is blurred.' }) : ok(face),
    savePerson: async ({ number }) => {
      const isNew = !people.includes(number)
      if (isNew) people.push(number)
      return ok({ id: `person-${number}`, isNew })
    },
    savePhoto: async (personId, photo) => {
      if (photo.name.startsWith('lost') && losses-- > 0)
        return fail({ kind: 'offline', code: 'offline', message: 'The coordinator cannot be reached.' })
      const id = `${personId}/${photo.name}`
      const isNew = !photos.includes(id)
      if (isNew) photos.push(id)
      return ok({ id, isNew })
    },
    deletePhoto: async (id) => ok(photos.splice(photos.indexOf(id), 1)),
    deletePerson: async (id) => ok(people.splice(people.indexOf(id.slice('person-'.length)), 1)),
    now: () => 0,
  }
  return { tools, people, photos }
}

const person = (number: string, ...names: string[]) => ({
  number,
  name: number.toUpperCase(),
  email: null,
  photos: names.map((fileName) => ({ fileName, file: new File([], fileName) })),
})

test('[ENR-5] each photo is accepted or refused with its reason; a person comes with the first accepted one', async () => {
  const { tools, people, photos } = fakeTools()
  const enrolment = createEnrolment(tools)
  await enrolment.add([person('ada', '1.jpg', 'blurred.jpg', '2.jpg'), person('bob', 'blurred.jpg')])
  expect(enrolment.getState().phase).toBe('done')
  expect(people).toEqual(['ada'])
  expect(photos).toEqual(['person-ada/1.jpg', 'person-ada/2.jpg'])
  expect(countEnrolment(enrolment.getState().items)).toEqual({
    total: 4,
    accepted: 2,
    refused: 2,
    failed: 0,
    done: 4,
    people: 1,
    withoutPhoto: [['bob', 'BOB']],
  })
})

test('[ENR-6] a photo that failed on the way is tried again; a refused one is not', async () => {
  const { tools, photos } = fakeTools()
  const enrolment = createEnrolment(tools)
  await enrolment.add([person('ada', 'lost.jpg', 'blurred.jpg')])
  expect(countEnrolment(enrolment.getState().items)).toMatchObject({ failed: 1, refused: 1 })
  await enrolment.retry()
  expect(photos).toEqual(['person-ada/lost.jpg'])
  expect(countEnrolment(enrolment.getState().items)).toMatchObject({ accepted: 1, failed: 0, refused: 1 })
})

test('[ENR-7] undo takes back what this enrolment saved and leaves people and photos that were there before', async () => {
  const { tools, people, photos } = fakeTools()
  await createEnrolment(tools).add([person('bob', 'old.jpg')])
  const enrolment = createEnrolment(tools)
  await enrolment.add([person('ada', '1.jpg'), person('bob', 'old.jpg', 'new.jpg')])
  expect(await enrolment.undo()).toBeNull()
  expect(photos).toEqual(['person-bob/old.jpg'])
  expect(people).toEqual(['bob'])
  expect(enrolment.getState()).toMatchObject({ phase: 'undone', items: [] })
})

test('[ENR-5] an engine that cannot start is said in its own sentence and leaves every photo waiting', async () => {
  const { tools } = fakeTools()
  const enrolment = createEnrolment({ ...tools, prepare: async () => fail('The models could not be loaded.') })
  await enrolment.add([person('ada', '1.jpg')])
  expect(enrolment.getState()).toMatchObject({ phase: 'no-engine', remarks: ['The models could not be loaded.'] })
  expect(enrolment.getState().items[0]?.state).toEqual({ phase: 'waiting' })
})
