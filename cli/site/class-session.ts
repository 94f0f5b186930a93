import type { BrowserContext, Page } from 'playwright'
import { z } from 'zod'
import type { SessionView } from '../../lib/protocol/faculty'
import { ReportView } from '../../lib/protocol/report-view'
import { ExaminationView } from '../../lib/protocol/examination-view'
import type { Mode, Operation } from '../../lib/protocol/unit'
import { getJson, postJson, type Site } from './open-site'
import { watchSession } from './watch-session'

export interface ClassSession {
  readonly id: string
  readonly joinCode: string
}

export interface Taking {
  readonly videos: readonly string[]
  readonly workerCount: number
  readonly mode: Mode
  /** The roll unless something else is asked for. */
  readonly operation?: Operation
  readonly sampleFps: number | null
  readonly onView?: (view: SessionView) => void
}

/** Why a recording gave no register: the page's own sentence. */
export class RollFailed extends Error {}

const Session = z.object({ id: z.string(), joinCode: z.string() })

export async function createSession({ faculty }: Site, courseId: string, title: string): Promise<ClassSession> {
  const heldAt = new Date().toISOString()
  const made = z
    .object({ id: z.string() })
    .parse(await postJson(faculty, `/api/v1/courses/${courseId}/sessions`, { title, heldAt }))
  return Session.parse(await getJson(faculty, `/api/v1/sessions/${made.id}`))
}

/**
 * Opens a volunteer's page on the join link, as its QR code would; it starts without the click.
 * @param device a browser that has been here before, or has something wrong with it; a new phone otherwise.
 */
export async function joinAsVolunteer(
  { browser, url }: Pick<Site, 'browser' | 'url'>,
  joinCode: string,
  device?: BrowserContext,
): Promise<Page> {
  const context = device ?? (await browser.newContext({ viewport: { width: 390, height: 800 } }))
  const page = await context.newPage()
  await page.goto(`${url}/join/${joinCode}?auto=1`)
  return page
}

/** The session's page, with this computer helping only when there is nobody else to. */
export async function openSessionPage(
  { faculty }: Site,
  session: ClassSession,
  helps: 'always' | 'never',
): Promise<Page> {
  const page = await faculty.newPage()
  await page.addInitScript((mode) => localStorage.setItem('muster-this-computer', mode), helps)
  await page.goto(`/sessions/${session.id}`)
  return page
}

const rateNames = new Map([
  [0.5, 'One frame in 2 s'],
  [1, '1 frame a second'],
  [2, '2 frames a second'],
  [4, '4 frames a second'],
])
const operationNames: Record<Operation, string> = {
  attendance: 'Take the roll',
  detect: 'Find faces',
  describe: 'Describe faces',
  annotate: 'Draw found faces',
  edges: 'Draw edges',
}
const modeNames: Record<Mode, string> = { dynamic: 'Dynamic', weighted: 'Weighted', static: 'Static' }

/** Chooses the recordings on the session's page and presses Start. */
export async function startFeeding(
  page: Page,
  { videos, mode, operation = 'attendance', sampleFps }: Pick<Taking, 'videos' | 'mode' | 'operation' | 'sampleFps'>,
) {
  await page.getByLabel('Class recording').setInputFiles([...videos])
  await page.getByLabel('Work', { exact: true }).selectOption({ label: operationNames[operation] })
  await page.getByRole('radio', { name: modeNames[mode], exact: true }).check({ force: true })
  if (sampleFps !== null) {
    const known = rateNames.get(sampleFps)
    const rates = page.getByLabel('Frames looked at')
    if (known) await rates.selectOption({ label: known })
    else {
      await rates.selectOption({ label: 'Another rate' })
      await page.getByLabel('Frames a second').fill(String(sampleFps))
    }
  }
  await page.getByRole('button', { name: 'Start', exact: true }).click()
}

/** Takes the roll as faculty and volunteers would, and waits for the register. */
export async function takeRoll(site: Site, session: ClassSession, taking: Taking): Promise<ReportView> {
  await runJob(site, session, taking)
  return readReport(site, session)
}

/** Has the grid do other work than the roll, the same way. */
export async function examine(site: Site, session: ClassSession, taking: Taking): Promise<ExaminationView> {
  await runJob(site, session, taking)
  return ExaminationView.parse(await getJson(site.faculty, `/api/v1/sessions/${session.id}/examination`))
}

async function runJob(site: Site, session: ClassSession, taking: Taking): Promise<void> {
  const watch = await watchSession(site.faculty, site.url, session.id)
  if (taking.onView) watch.subscribe(taking.onView)
  const pages: Page[] = []
  try {
    const page = await openSessionPage(site, session, taking.workerCount === 0 ? 'always' : 'never')
    pages.push(page)
    for (let index = 0; index < taking.workerCount; index++) pages.push(await joinAsVolunteer(site, session.joinCode))
    await startFeeding(page, taking)
    const ended = await watch.until(
      ({ job }) => job?.phase === 'done' || job?.phase === 'failed' || job?.phase === 'cancelled',
    )
    if (ended.job?.phase !== 'done') throw new RollFailed(await sentenceFrom(page, ended.job?.failure ?? null))
  } finally {
    watch.stop()
    for (const page of pages) await (page.context() === site.faculty ? page.close() : page.context().close())
  }
}

export async function readReport({ faculty }: Site, session: ClassSession): Promise<ReportView> {
  return ReportView.parse(await getJson(faculty, `/api/v1/sessions/${session.id}/report`))
}

export async function downloadWorkbook({ faculty }: Site, session: ClassSession): Promise<Buffer> {
  const response = await faculty.request.get(`/api/v1/sessions/${session.id}/report.xlsx`)
  if (!response.ok()) throw new Error(`the workbook could not be made (${response.status()})`)
  return response.body()
}

/** The page knows best what was wrong with a file; the coordinator's word is the next best. */
async function sentenceFrom(page: Page, failure: string | null): Promise<string> {
  const alert = page.getByRole('alert').filter({ hasText: /\S/ })
  const [first] = await alert.allInnerTexts()
  return first?.split('\n')[0]?.trim() || failure || 'The job was ended before there was a register.'
}
