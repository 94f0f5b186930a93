import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test, type Page } from 'playwright/test'
import { makePeople } from '../cli/demo/make-people'
import { demoPeople } from '../cli/demo/scene'
import { createCourse } from '../cli/site/enrol'
import { getJson, postJson } from '../cli/site/open-site'
import { PersonView } from '../lib/protocol/course-view'
import { startCoordinator } from './support/coordinator'
import { launchWithCamera } from './support/filmed-camera'

let dir: string
test.beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'muster-enrol-'))
})
test.afterEach(() => rm(dir, { recursive: true, force: true }))

/** Drops real files as the file manager does: the browser itself makes the entries, folders included. */
async function dropOn(page: Page, target: ReturnType<Page['getByLabel']>, files: readonly string[]) {
  await target.scrollIntoViewIfNeeded()
  const box = await target.boundingBox()
  if (!box) throw new Error('nothing to drop on')
  const cdp = await page.context().newCDPSession(page)
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  const data = { items: [], files: [...files], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await cdp.send('Input.dispatchDragEvent', { type, ...at, data })
}

test('[E2E-10] a folder is dropped and taken back; a photo is taken by camera, removed and restored; a person is deleted', async () => {
  const people = join(dir, 'people')
  await mkdir(people)
  await makePeople(people)
  const [first] = demoPeople
  if (!first) throw new Error('the demo has nobody')
  const head = join(people, first.number, 'photo-1.jpg')
  const still = await sharp(head).resize(640, 480, { fit: 'contain' }).jpeg({ quality: 90 }).toBuffer()
  const coordinator = await startCoordinator(join(dir, 'data'))
  const browser = await launchWithCamera(dir, [still, still, still, still])
  try {
    const faculty = await browser.newContext({ baseURL: coordinator.url, viewport: { width: 1280, height: 900 } })
    await postJson(faculty, '/api/v1/setup', {
      ...{ name: 'Ada', email: 'ada@muster.invalid', password: 'a long enough password' },
    })
    const courseId = await createCourse({ faculty, browser, url: coordinator.url, stop: () => faculty.close() }, 'C')
    const listPeople = async () =>
      PersonView.array().parse(await getJson(faculty, `/api/v1/courses/${courseId}/people`))
    const page = await faculty.newPage()
    await page.goto(`/courses/${courseId}`)
    await page.getByRole('tab', { name: /People/ }).click()

    await test.step('drop a folder, then take it back', async () => {
      await dropOn(page, page.getByLabel('Folder of people'), [people])
      await expect(page.getByText(/\d+ people enrolled with/).last()).toBeVisible({ timeout: 120_000 })
      expect((await listPeople()).length).toBe(demoPeople.length)
      await page.getByRole('button', { name: 'Undo enrolment' }).click()
      await expect(page.getByText('Nobody is enrolled yet')).toBeVisible()
      expect(await listPeople()).toEqual([])
    })

    await test.step('add a person and take a photo with the camera', async () => {
      await page.getByRole('button', { name: 'Add a person' }).click()
      const sheet = page.getByRole('dialog')
      await sheet.getByLabel('Registration number').fill('N1')
      await sheet.getByLabel('Name', { exact: true }).fill('Grace')
      await sheet.getByRole('button', { name: 'Add person' }).click()
      await page.getByRole('button', { name: /camera|take photos/i }).click()
      await expect(page.getByText('Ready')).toBeVisible()
      await page.getByRole('button', { name: 'Take photo', exact: true }).click()
      await expect(page.getByText('1 taken')).toBeVisible()
      await page.keyboard.press('Escape')
      await expect(page.getByRole('list', { name: 'Photos' }).getByRole('listitem')).toHaveCount(1, { timeout: 60_000 })
    })

    await test.step('remove the photo, bring it back, remove it for good', async () => {
      const photos = page.getByRole('list', { name: 'Photos' }).getByRole('listitem')
      await photos.getByRole('button', { name: /remove/i }).click()
      await expect(photos).toHaveCount(0)
      await page.getByRole('dialog').getByRole('button', { name: 'Undo' }).click()
      await expect(photos).toHaveCount(1)
      expect((await listPeople())[0]?.photos).toHaveLength(1)
      await photos.getByRole('button', { name: /remove/i }).click()
      // Leaving the page carries out what still waits for an Undo.
      await page.reload()
      await expect.poll(async () => (await listPeople())[0]?.photos.length).toBe(0)
    })

    await test.step('delete the person', async () => {
      await page.getByRole('tab', { name: /People/ }).click()
      await page.getByRole('button', { name: 'Grace' }).click()
      await page.getByRole('button', { name: 'Delete person' }).click()
      await page
        .getByRole('dialog', { name: /Delete Grace/ })
        .getByRole('button', { name: 'Delete person' })
        .click()
      await expect(page.getByText('Nobody is enrolled yet')).toBeVisible()
      expect(await listPeople()).toEqual([])
    })
    await faculty.close()
  } finally {
    await browser.close()
    await coordinator.stop()
  }
})
