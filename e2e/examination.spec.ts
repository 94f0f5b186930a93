import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'playwright/test'
import { makePeople } from '../cli/demo/make-people'
import { createSession, openSessionPage, startFeeding } from '../cli/site/class-session'
import { createCourse } from '../cli/site/enrol'
import { createAccount, type Site } from '../cli/site/open-site'
import { startCoordinator } from './support/coordinator'

let dir: string
test.beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'muster-e2e-'))
  await makePeople(join(dir, 'people'))
})
test.afterEach(() => rm(dir, { recursive: true, force: true }))

/** A photo that shows one face: the first of the first of the sample people. */
async function samplePhoto(): Promise<string> {
  const [person = ''] = (await readdir(join(dir, 'people'), { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
  const [photo = ''] = (await readdir(join(dir, 'people', person))).sort()
  return join(dir, 'people', person, photo)
}

test('[E2E-14] roll --operation describe answers for every picture of a folder, a refused one with its reason', async () => {
  const photos = join(dir, 'photos')
  await mkdir(join(photos, 'deeper'), { recursive: true })
  const photo = await samplePhoto()
  // The same name and the same bytes in two folders are two pictures.
  await cp(photo, join(photos, 'a.jpg'), { preserveTimestamps: true })
  await cp(photo, join(photos, 'deeper', 'a.jpg'), { preserveTimestamps: true })
  await writeFile(join(photos, 'broken.png'), 'no picture')
  await writeFile(join(photos, 'notes.txt'), 'no picture either')
  const json = join(dir, 'faces.json')
  const run = async (...args: string[]) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'cli/roll.ts', '--operation', 'describe', ...args], {
      cwd: join(import.meta.dirname, '..'),
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let errors = ''
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
    const [code] = (await once(child, 'close')) as [number]
    return { code, errors }
  }
  expect(await run('--photos', photos, '--json', json, '--workers', '1')).toMatchObject({ code: 0 })
  const written = JSON.parse(await readFile(json, 'utf8')) as { photos: Record<string, unknown>[] }
  const face = { box: expect.any(Object), score: expect.any(Number), quality: expect.any(Object) }
  const described = { faces: [{ ...face, descriptor: expect.any(Array) }], chosen: 0 }
  expect(written.photos).toMatchObject([
    { file: 'a.jpg', ...described },
    { file: 'broken.png', faces: [], chosen: null, problem: 'not-a-picture' },
    { file: 'deeper/a.jpg', ...described },
  ])
  expect(written.photos[0]?.faces).toEqual(written.photos[2]?.faces)

  const nowhere = join(dir, 'nowhere.json')
  const refused = await run('--photos', join(dir, 'no-such-folder'), '--json', nowhere)
  expect(refused.code).toBe(1)
  expect(refused.errors).toContain('There is no folder')
  expect(existsSync(nowhere)).toBe(false)
})

test('[E2E-15] faces drawn by a device come back to the page, which shows them and gives them out', async ({
  browser,
}) => {
  const coordinator = await startCoordinator(join(dir, 'data'))
  const faculty = await browser.newContext({ baseURL: coordinator.url })
  try {
    const site: Site = { url: coordinator.url, browser, faculty, stop: () => faculty.close() }
    await createAccount(faculty)
    const session = await createSession(site, await createCourse(site, 'Pictures'), 'Drawn')
    const page = await openSessionPage(site, session, 'always')
    const videos = [await samplePhoto()]
    await startFeeding(page, { videos, operation: 'annotate', mode: 'dynamic', sampleFps: null })
    await page.getByRole('tab', { name: 'Pictures' }).click({ timeout: 60_000 })
    const drawn = page.getByRole('list', { name: 'Pictures' }).getByRole('img')
    await expect(drawn).toHaveCount(1)
    await expect(drawn).toHaveAttribute('alt', /1 face found/)
    await expect
      .poll(() => drawn.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth))
      .toBeGreaterThan(0)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download as JSON' }).click(),
    ])
    const { operation, pictures } = JSON.parse(await readFile(await download.path(), 'utf8')) as {
      operation: string
      pictures: { faces: unknown[] }[]
    }
    expect([operation, pictures.length, pictures[0]?.faces.length]).toEqual(['annotate', 1, 1])
    // Nobody else sees it.
    const key = await drawn.getAttribute('src')
    const stranger = await browser.newContext({ baseURL: coordinator.url })
    expect((await stranger.request.get(key ?? '')).status()).toBe(401)
    await stranger.close()
  } finally {
    await faculty.close()
    await coordinator.stop()
  }
})
