import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import sharp from 'sharp'
import { expect, test, type BrowserContext } from 'playwright/test'
import { makeClip, samplesFolder } from '../cli/demo/make-clip'
import { makePeople } from '../cli/demo/make-people'
import { demoPeople } from '../cli/demo/scene'
import { createSession, openSessionPage, startFeeding } from '../cli/site/class-session'
import { createCourse, enrolFolder } from '../cli/site/enrol'
import { postJson, type Site } from '../cli/site/open-site'
import { startCoordinator, type Coordinator } from './support/coordinator'

let dir: string
let coordinator: Coordinator
let faculty: BrowserContext
let site: Site
test.beforeAll(async ({ browser }) => {
  dir = await mkdtemp(join(tmpdir(), 'muster-refusals-'))
  coordinator = await startCoordinator(join(dir, 'data'))
  faculty = await browser.newContext({ baseURL: coordinator.url })
  await postJson(faculty, '/api/v1/setup', {
    ...{ name: 'Ada', email: 'ada@muster.invalid', password: 'a long enough password' },
  })
  site = { url: coordinator.url, browser, faculty, stop: () => faculty.close() }
})
test.afterAll(async () => {
  await faculty.close()
  await coordinator.stop()
  await rm(dir, { recursive: true, force: true })
})

/** A second of silence, as a WAV file. */
function sound(): Buffer {
  const rate = 8_000
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + rate * 2, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(rate, 24)
  header.writeUInt32LE(rate * 2, 28)
  header.writeUInt16LE(2, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36)
  header.writeUInt32LE(rate * 2, 40)
  return Buffer.concat([header, Buffer.alloc(rate * 2)])
}

test('[E2E-12] each kind of file that no roll can be taken from is refused in one sentence, and the next may be chosen', async ({
  browser,
}) => {
  const context = await browser.newContext()
  const clip = await makeClip(context)
  await context.close()
  const write = async (name: string, bytes: Uint8Array | string) => {
    await writeFile(join(dir, name), bytes)
    return join(dir, name)
  }
  const huge = await write('huge.mp4', clip.bytes)
  // Sparse: takes no room on the disk.
  await truncate(huge, 65 * 2 ** 30)
  const kinds = [
    { file: await write('empty.mp4', ''), says: 'This file is empty' },
    { file: huge, says: 'larger than 64 GB' },
    { file: await write('notes.mp4', 'notes, not a video '.repeat(500)), says: 'not a video' },
    { file: await write('slides.pdf', `%PDF-1.4\n${'0 0 m '.repeat(500)}`), says: 'not a video' },
    { file: await write('talk.wav', sound()), says: 'sound but no picture' },
    { file: await write(`cut.${clip.extension}`, clip.bytes.subarray(0, 200)), says: 'damaged or was cut off' },
    { file: await write('broken.jpg', 'not a picture'), says: 'None of these pictures can be read' },
    { file: await write('notes.zip', zipSync({ 'notes.txt': Buffer.from('notes') })), says: 'no photo in this ZIP' },
    {
      file: await write('bomb.zip', zipSync({ 'huge.jpg': [new Uint8Array(8_000_000), { level: 9 }] })),
      says: 'unpacks to far more',
    },
  ]
  const session = await createSession(site, await createCourse(site, 'Systems'), 'Week 1')
  const page = await openSessionPage(site, session, 'never')
  for (const { file, says } of kinds) {
    await test.step(file, async () => {
      await startFeeding(page, { videos: [file], mode: 'dynamic', sampleFps: null })
      await expect(page.getByRole('alert').filter({ hasText: says }).first()).toBeVisible({ timeout: 60_000 })
      await expect(page.getByRole('button', { name: 'Start', exact: true })).toBeVisible()
    })
  }
})

test('[E2E-13] each kind of photo that nobody can be enrolled from is refused in one sentence, and costs the others nothing', async () => {
  const people = join(dir, 'people')
  await makePeople(people)
  const [first] = demoPeople
  if (!first) throw new Error('the demo has nobody')
  const head = await readFile(join(people, first.number, 'photo-1.jpg'))
  const plain = sharp({ create: { width: 600, height: 800, channels: 3, background: '#7a8a99' } })
  const tiny = await sharp(head).resize(48, 48).toBuffer()
  const photos = {
    nothing: { bytes: await plain.clone().jpeg().toBuffer(), says: 'No face was found' },
    several: { bytes: await readFile(join(samplesFolder, 'sample6.jpg')), says: 'faces were found' },
    small: {
      bytes: await plain
        .composite([{ input: tiny }])
        .jpeg()
        .toBuffer(),
      says: /only \d+ pixels wide|No face was found/,
    },
    blurred: { bytes: await sharp(head).blur(14).jpeg().toBuffer(), says: /blurred|No face was found/ },
    text: { bytes: Buffer.from('not a picture'), says: 'cannot be read as a picture' },
    empty: { bytes: Buffer.alloc(0), says: 'cannot be read as a picture' },
  }
  for (const [name, { bytes }] of Object.entries(photos)) {
    await mkdir(join(people, name))
    await writeFile(join(people, name, 'photo.jpg'), bytes)
  }
  const courseId = await createCourse(site, 'Networks')
  const { people: enrolled, refusals } = await enrolFolder(site, courseId, people)
  for (const [name, { says }] of Object.entries(photos)) {
    const sentence = refusals.find((line) => line.toLowerCase().startsWith(name))
    expect(sentence, name).toBeDefined()
    expect(sentence).toMatch(says)
  }
  expect(
    enrolled
      .filter(({ photos: taken }) => taken.length > 0)
      .map(({ number }) => number)
      .sort(),
  ).toEqual(demoPeople.map(({ number }) => number))
})
