import { z } from 'zod'
import { PersonView } from '../../lib/protocol/course-view'
import { getJson, postJson, type Site } from './open-site'

export interface Enrolled {
  readonly people: readonly PersonView[]
  /** What the page said of photos it did not take. */
  readonly refusals: readonly string[]
}

const People = z.union([
  z.array(PersonView),
  z.object({ people: z.array(PersonView) }).transform(({ people }) => people),
])

export async function createCourse({ faculty }: Site, name: string): Promise<string> {
  const course = z.object({ id: z.string() }).parse(await postJson(faculty, '/api/v1/courses', { name, code: '' }))
  return course.id
}

/**
 * Enrols a folder of people on the course's own page, which judges each photo with the engine.
 * @param onProgress share of the photos looked at, 0..1.
 */
export async function enrolFolder(
  { faculty }: Site,
  courseId: string,
  dir: string,
  onProgress: (share: number) => void = () => {},
): Promise<Enrolled> {
  const page = await faculty.newPage()
  try {
    await page.goto(`/courses/${courseId}`)
    await page.exposeFunction('tellProgress', onProgress)
    await page.evaluate(() => {
      // Put there by exposeFunction; it has no type of ours in the page.
      const { tellProgress } = globalThis as unknown as { tellProgress: (share: number) => void }
      // No named function in here: tsx would wrap it in a helper that the page does not have.
      new MutationObserver(() => {
        const bar = document.querySelector('[role=progressbar]')
        const now = Number(bar?.getAttribute('aria-valuenow'))
        const max = Number(bar?.getAttribute('aria-valuemax') ?? 100)
        if (bar?.hasAttribute('aria-valuenow') && max > 0) tellProgress(now / max)
      }).observe(document.body, { subtree: true, childList: true, attributes: true })
    })
    await page.getByLabel('Folder of people').setInputFiles(dir)
    const outcome = page
      .getByRole('status')
      .filter({ hasText: /enrolled with|could not start/ })
      .or(page.getByRole('alert').filter({ hasText: /\S/ }))
    await outcome.first().waitFor({ state: 'attached', timeout: 0 })
    const problem = page.getByRole('alert').filter({ hasText: /\S/ })
    if ((await problem.count()) > 0) throw new Error((await problem.first().innerText()).trim())
    const refusals = await page
      .getByRole('list', { name: 'Photos that were not taken' })
      .getByRole('listitem')
      .allInnerTexts()
    const people = People.parse(await getJson(faculty, `/api/v1/courses/${courseId}/people`))
    return { people, refusals: refusals.map((text) => text.replaceAll(/\s+/g, ' ').trim()) }
  } finally {
    await page.close()
  }
}
