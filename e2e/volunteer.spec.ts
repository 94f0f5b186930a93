import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, type Page } from 'playwright/test'
import { createSession, openSessionPage, startFeeding } from '../cli/site/class-session'
import { createCourse } from '../cli/site/enrol'
import { postJson } from '../cli/site/open-site'
import { watchSession } from '../cli/site/watch-session'
import { smallClass } from './support/class-material'
import { startCoordinator } from './support/coordinator'
import { watchLongTasks } from './support/long-tasks'

const PHONE = { width: 390, height: 844 }
/** What a join page may cost before its reader agrees (docs/rules.md). */
const MOST_SCRIPT_BYTES = 120_000
const LONGEST_TASK_MS = 50
const PAUSED_WITHIN_MS = 500

let dir: string
test.beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'muster-volunteer-'))
})
test.afterEach(() => rm(dir, { recursive: true, force: true }))

/** Everything the page fetches from now on, with its size on the wire. */
async function listenToNetwork(page: Page) {
  const fetched = new Map<string, { url: string; type: string; bytes: number }>()
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Network.enable')
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true })
  cdp.on('Network.responseReceived', ({ requestId, type, response }) =>
    fetched.set(requestId, { url: response.url, type, bytes: 0 }),
  )
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const entry = fetched.get(requestId)
    if (entry) entry.bytes = encodedDataLength
  })
  return () => [...fetched.values()]
}

test('[UI-9] a phone joins, works without a long task, pauses at once, obeys its teacher and is thanked', async ({
  browser,
}) => {
  const { clip } = await smallClass(browser, dir)
  const coordinator = await startCoordinator(join(dir, 'data'))
  const { url } = coordinator
  try {
    const faculty = await browser.newContext({ baseURL: url, viewport: { width: 1280, height: 900 } })
    await postJson(faculty, '/api/v1/setup', {
      ...{ name: 'Ada', email: 'ada@muster.invalid', password: 'a long enough password' },
    })
    const site = { url, browser, faculty, stop: () => faculty.close() }
    const session = await createSession(site, await createCourse(site, 'Systems'), 'Week 1')
    const watch = await watchSession(faculty, url, session.id)
    const statusOf = (name: string) => watch.until(({ workers }) => workers.some((worker) => worker.status === name))

    const phone = await browser.newContext({ baseURL: url, viewport: PHONE })
    const page = await phone.newPage()
    const fetched = await listenToNetwork(page)
    await page.goto(`/join/${session.joinCode}`, { waitUntil: 'networkidle' })
    const scripts = fetched().filter(({ type }) => type === 'Script')
    const scriptBytes = scripts.reduce((sum, { bytes }) => sum + bytes, 0)
    console.log(
      `join page before agreeing: ${(scriptBytes / 1000).toFixed(1)} KB of compressed script in ${scripts.length} files`,
    )
    expect(scriptBytes).toBeLessThanOrEqual(MOST_SCRIPT_BYTES)
    expect(fetched().filter(({ url: from }) => /models|\.wasm|worker/.test(from))).toEqual([])

    await page.getByLabel(/Name on the teacher/).fill('Mia’s phone')
    // Script that arrives is read once, before the work begins; from then on no task may be long.
    await page.getByRole('button', { name: 'Help with this device' }).click()
    await statusOf('idle')
    const longTasks = await watchLongTasks(browser, page, LONGEST_TASK_MS)

    const teacher = await openSessionPage(site, session, 'never')
    await startFeeding(teacher, { videos: [clip], mode: 'dynamic', sampleFps: 4 })
    await watch.until(({ job }) => (job?.units.done ?? 0) >= 1)
    const tile = teacher.getByRole('listitem', { name: 'Mia’s phone' })
    await expect(tile.getByText('frames/s')).toBeVisible()

    await watch.until(({ workers }) => workers.some(({ holds }) => holds > 0))
    // From the press on the glass to a page that holds nothing: in the page's own time, which no test's clicking adds to.
    await page.evaluate(() => {
      const times = { pressedAt: 0, pausedAt: 0 }
      Object.assign(globalThis, { pauseTimes: times })
      document.addEventListener('click', () => (times.pressedAt ||= performance.now()), { capture: true })
      new MutationObserver(() => {
        if (document.querySelector('[data-phase=paused]')) times.pausedAt ||= performance.now()
      }).observe(document.body, { subtree: true, attributes: true, childList: true })
    })
    await page.getByRole('button', { name: 'Pause' }).click()
    await watch.until(({ workers }) => workers.every(({ status, holds }) => status === 'paused' && holds === 0))
    const pausedMs = await page.evaluate(() => {
      const { pressedAt, pausedAt } = (
        globalThis as unknown as { pauseTimes: Record<'pressedAt' | 'pausedAt', number> }
      ).pauseTimes
      return Math.round(pausedAt - pressedAt)
    })
    console.log(`pause: ${pausedMs} ms from the press until the page has handed all back`)
    expect(pausedMs).toBeGreaterThanOrEqual(0)
    expect(pausedMs).toBeLessThanOrEqual(PAUSED_WITHIN_MS)
    await expect(tile.getByText('Paused by its owner')).toBeVisible()
    await page.getByRole('button', { name: 'Go on' }).click()
    await statusOf('working')

    await tile.getByRole('button', { name: /^Pause/ }).click()
    await expect(page.getByText('Paused by your teacher')).toBeVisible()
    await tile.getByRole('button', { name: /^Resume/ }).click()
    await statusOf('working')
    await tile.getByRole('button', { name: /^More/ }).click()
    await teacher.getByRole('menuitem', { name: /Trust this device/ }).click()
    await expect(tile.getByText('trusted')).toBeAttached()
    await teacher.getByRole('button', { name: 'Undo' }).click()
    await expect(tile.getByText('trusted')).toBeHidden()
    await teacher.getByRole('radio', { name: 'Weighted', exact: true }).last().check({ force: true })
    await watch.until(({ job }) => job?.mode === 'weighted')

    const { job } = await watch.until(({ job }) => job?.phase === 'done')
    expect(job?.units.failed).toBe(0)
    await expect(page.getByRole('status').filter({ hasText: 'All done. Thank you!' })).toBeVisible()
    await expect(page.getByText(/This device looked at \d+ pictures/)).toBeVisible()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width)
    const tasks = await longTasks()
    console.log(
      `tasks over ${LONGEST_TASK_MS} ms on the volunteer's main thread while it worked: ${tasks.byClock} by the clock, ${tasks.byProcessor.length} of the processor's time`,
    )
    expect(tasks.byProcessor).toEqual([])

    await tile.getByRole('button', { name: /^More/ }).click()
    await teacher.getByRole('menuitem', { name: 'Remove' }).click()
    await teacher.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await expect(page.getByRole('heading', { name: 'Your teacher ended your part' })).toBeVisible()
    await expect(tile).toBeHidden()
    watch.stop()
    await Promise.all([phone.close(), faculty.close()])
  } finally {
    await coordinator.stop()
  }
})
