import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, test, type Page } from 'playwright/test'
import { startCoordinator, type Coordinator } from './support/coordinator'
import { furnishClass, type FurnishedClass } from './support/furnished-class'

let dir: string
let coordinator: Coordinator
let furnished: FurnishedClass
let cookies: string

test.beforeAll(async ({ browser }) => {
  dir = await mkdtemp(join(tmpdir(), 'muster-looks-'))
  coordinator = await startCoordinator(join(dir, 'data'))
  const faculty = await browser.newContext({ baseURL: coordinator.url })
  furnished = await furnishClass({ url: coordinator.url, dataDir: join(dir, 'data'), faculty })
  cookies = JSON.stringify(await faculty.storageState())
  await faculty.close()
})
test.afterAll(async () => {
  furnished.stop()
  await coordinator.stop()
  await rm(dir, { recursive: true, force: true })
})

/** What axe finds wrong, as lines that say where; empty when nothing is. */
async function problemsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
}

/** Nothing may make the page itself scroll sideways; tables scroll in their own frames. */
const overhang = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

const screens = {
  phone: { width: 390, height: 844 },
  desktop: { width: 1440, height: 900 },
} as const
/** Colours change with the scheme and layout with the width, neither with the other: two looks see what four would. */
const ways = [
  { colorScheme: 'light', screen: 'phone' },
  { colorScheme: 'dark', screen: 'desktop' },
] as const

/** Each page is loaded once and looked at twice: its layout and its colours follow the screen by themselves. */
async function look(name: string, page: Page): Promise<string[]> {
  const found: string[] = []
  for (const { colorScheme, screen } of ways) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.setViewportSize(screens[screen])
    const where = `${name}, ${colorScheme}, ${screen}`
    found.push(...(await problemsOf(page)).map((problem) => `${where}: ${problem}`))
    const px = await overhang(page)
    if (px > 0) found.push(`${where}: ${px} px wider than the screen`)
  }
  await page.setViewportSize(screens.desktop)
  return found
}

test.setTimeout(600_000)

test('[UI-7] every page is free of axe violations and fits the screen, light and dark, on phones and desktops', async ({
  browser,
}) => {
  const context = await browser.newContext({
    ...{ baseURL: coordinator.url, viewport: screens.desktop, reducedMotion: 'reduce' },
    storageState: JSON.parse(cookies) as { cookies: []; origins: [] },
  })
  const stranger = await browser.newContext({ baseURL: coordinator.url, viewport: screens.desktop })
  const found: string[] = []
  const errors: string[] = []
  const page = await context.newPage()
  page.on('pageerror', ({ message }) => errors.push(`${page.url()}: ${message}`))
  await page.addInitScript(() => localStorage.setItem('muster-this-computer', 'never'))
  for (const [name, path] of Object.entries(furnished.paths)) {
    await page.goto(path)
    await page.getByRole('heading', { level: 1 }).first().waitFor()
    if (name === 'live') await page.getByRole('listitem', { name: 'Firefox on Linux 19' }).waitFor()
    found.push(...(await look(name, page)))
    if (name === 'live') {
      await page
        .getByRole('button', { name: /^More for/ })
        .first()
        .click()
      found.push(...(await look('device menu', page)))
      await page.getByRole('menuitem', { name: 'Remove' }).click()
      found.push(...(await look('remove dialog', page)))
    }
    if (name === 'course') {
      await page.getByRole('tab', { name: /People/ }).click()
      found.push(...(await look('people', page)))
    }
    if (name === 'done') {
      await page.getByRole('tab', { name: /Register/ }).click()
      found.push(...(await look('register', page)))
      await page.getByRole('button', { name: /Student Number 6\b/ }).click()
      await page.getByRole('dialog').waitFor()
      found.push(...(await look('evidence', page)))
    }
  }
  const visitor = await stranger.newPage()
  for (const path of ['/sign-in', '/join', '/join?unknown=ZZZZZZ', '/no-such-page']) {
    await visitor.goto(path)
    found.push(...(await look(path, visitor)))
  }
  expect(found).toEqual([])
  expect(errors).toEqual([])
  await Promise.all([context.close(), stranger.close()])
})

test('[REP-10] an unknown face is named by hand, and that is undone', async ({ browser }) => {
  const context = await browser.newContext({
    ...{ baseURL: coordinator.url, viewport: screens.desktop },
    storageState: JSON.parse(cookies) as { cookies: []; origins: [] },
  })
  const page = await context.newPage()
  await page.goto(furnished.paths.done)
  const row = page.getByRole('row').filter({ hasText: 'Student Number 13' })
  await expect(row.getByText('Absent')).toBeVisible()
  await page.getByRole('button', { name: 'Name unknown 2' }).click()
  const dialog = page.getByRole('dialog', { name: 'Who is unknown 2?' })
  const option = await dialog.getByRole('option', { name: /Student Number 13 / }).textContent()
  await dialog.getByLabel('Person').selectOption(option)
  await dialog.getByRole('button', { name: 'Mark as present' }).click()
  await expect(page.getByText('Named Student Number 13')).toBeVisible()
  await expect(row.getByText('Present')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(row.getByText('Absent')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Name unknown 2' })).toBeVisible()
  await context.close()
})

test('[UI-8] the register is read and marked by keyboard, and the focus comes back from the evidence', async ({
  browser,
}) => {
  const context = await browser.newContext({
    ...{ baseURL: coordinator.url, viewport: screens.desktop },
    storageState: JSON.parse(cookies) as { cookies: []; origins: [] },
  })
  const page = await context.newPage()
  await page.goto(furnished.paths.done)
  const rows = page.getByRole('table', { name: /Register/ }).getByRole('button')
  await rows.first().focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect(rows.nth(2)).toBeFocused()
  const name = (await rows.nth(2).innerText()).split('\n')[0] ?? ''
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(rows.nth(2)).toBeFocused()
  await page.keyboard.press('e')
  const row = page.getByRole('row').filter({ hasText: name })
  await expect(row.getByText('Excused')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(row.getByText('Excused')).toBeHidden()
  await context.close()
})
