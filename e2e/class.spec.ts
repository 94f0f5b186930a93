import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, type Browser, type Page } from 'playwright/test'
import { read, utils } from 'sheetjs-style'
import { joinAsVolunteer, openSessionPage, readReport, startFeeding } from '../cli/site/class-session'
import { getJson } from '../cli/site/open-site'
import { watchSession } from '../cli/site/watch-session'
import { smallClass } from './support/class-material'
import { startCoordinator } from './support/coordinator'

let dir: string
test.beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'muster-e2e-'))
})
test.afterEach(() => rm(dir, { recursive: true, force: true }))

/** First run, course, people and session, all through the pages. */
async function setUpClass(browser: Browser, url: string, peopleDir: string) {
  const faculty = await browser.newContext({ baseURL: url })
  const page = await faculty.newPage()
  await page.goto('/')
  await page.getByLabel('Your name').fill('Ada')
  await page.getByLabel('E-mail').fill('ada@muster.invalid')
  await page.getByLabel('Password').fill('a long enough password')
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('button', { name: 'New course' }).first().click()
  await page.getByLabel('Course name').fill('Distributed Systems')
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /create/i })
    .click()
  await page.waitForURL(/\/courses\//)
  await page.getByRole('tab', { name: /People/ }).click()
  await enrolThroughPage(page, peopleDir)
  await page.getByRole('tab', { name: /Sessions/ }).click()
  await page.getByRole('button', { name: 'New session' }).first().click()
  await page.getByLabel('Session title').fill('Week 1')
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /create/i })
    .click()
  await page.waitForURL(/\/sessions\//)
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  const { joinCode } = (await getJson(faculty, `/api/v1/sessions/${id}`)) as { joinCode: string }
  await page.close()
  return { faculty, session: { id, joinCode } }
}

async function enrolThroughPage(page: Page, peopleDir: string) {
  const folder = page.getByLabel('Folder of people')
  if ((await folder.count()) === 0) await page.getByRole('button', { name: 'Enrol a folder' }).first().click()
  await folder.setInputFiles(peopleDir)
  await expect(page.getByRole('status').filter({ hasText: 'enrolled with' }).first()).toBeAttached({ timeout: 180_000 })
}

const isOver = (phase: string | undefined) => phase === 'done' || phase === 'failed' || phase === 'cancelled'

test('[E2E-2] enrol, upload, two volunteers, one closed mid-job: the register is right and the workbook says the same', async ({
  browser,
}) => {
  const material = await smallClass(browser, dir)
  const coordinator = await startCoordinator(join(dir, 'data'))
  const { url } = coordinator
  try {
    const { faculty, session } = await setUpClass(browser, url, material.peopleDir)
    const site = { url, browser, faculty, stop: () => faculty.close() }
    const watch = await watchSession(faculty, url, session.id)
    const page = await openSessionPage(site, session, 'never')
    const [first] = await Promise.all([
      joinAsVolunteer(site, session.joinCode),
      joinAsVolunteer(site, session.joinCode),
    ])
    await startFeeding(page, { videos: [material.clip], mode: 'dynamic', sampleFps: null })
    await watch.until(({ job }) => (job?.units.done ?? 0) >= 1)
    await first.close()
    const { job } = await watch.until((view) => isOver(view.job?.phase))
    watch.stop()
    expect(job?.phase).toBe('done')

    const report = await readReport(site, session)
    const statusOf = (id: string) => report.people.find((person) => person.id === id)?.status
    expect(material.present.map((id) => [id, statusOf(id)])).toEqual(material.present.map((id) => [id, 'present']))
    expect(material.absent.filter((id) => statusOf(id) === 'present' || statusOf(id) === 'late')).toEqual([])
    const work = report.job
    expect(work && work.framesDescribed + work.framesSkipped + work.framesFailed).toBe(work?.frames)

    await page.getByRole('tab', { name: 'Register' }).click()
    const download = page.waitForEvent('download')
    await page.getByRole('link', { name: /Excel/ }).click()
    const workbook = read(
      await import('node:fs/promises').then(async (fs) => fs.readFile(await (await download).path())),
    )
    const cells = utils
      .sheet_to_json<unknown[]>(workbook.Sheets[workbook.SheetNames[0] ?? ''] ?? {}, { header: 1 })
      .flat()
      .map(String)
    for (const { id } of report.people) expect(cells).toContain(id)
    await faculty.close()
  } finally {
    await coordinator.stop()
  }
})
