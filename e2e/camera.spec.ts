import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'playwright/test'
import { samplesFolder } from '../cli/demo/make-clip'
import { makePeople } from '../cli/demo/make-people'
import { demoPeople } from '../cli/demo/scene'
import { createSession, joinAsVolunteer, openSessionPage, readReport } from '../cli/site/class-session'
import { createCourse, enrolFolder } from '../cli/site/enrol'
import { postJson } from '../cli/site/open-site'
import { watchSession } from '../cli/site/watch-session'
import { startCoordinator } from './support/coordinator'
import { launchWithCamera } from './support/filmed-camera'

let dir: string
test.beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'muster-camera-'))
})
test.afterEach(() => rm(dir, { recursive: true, force: true }))

const FILMED = 'sample6.jpg'
const [WIDTH, HEIGHT] = [1280, 720]

/** A camera that sways a little over a sample photo. */
async function film(): Promise<Buffer[]> {
  const photo = await sharp(join(samplesFolder, FILMED)).resize(WIDTH, HEIGHT, { fit: 'contain' }).toBuffer()
  return Promise.all(
    Array.from({ length: 60 }, async (_, i) => {
      const left = Math.round(24 + 24 * Math.sin((i / 60) * 2 * Math.PI))
      const wide = await sharp(photo).extend({ left: 24, right: 24, background: '#222' }).toBuffer()
      return sharp(wide).extract({ left, top: 0, width: WIDTH, height: HEIGHT }).jpeg({ quality: 90 }).toBuffer()
    }),
  )
}

test('[E2E-11] a live camera: those it films are present when it ends, nobody else', async () => {
  const people = join(dir, 'people')
  await makePeople(people)
  const coordinator = await startCoordinator(join(dir, 'data'))
  const browser = await launchWithCamera(dir, await film())
  const { url } = coordinator
  try {
    const faculty = await browser.newContext({ baseURL: url, viewport: { width: 1280, height: 900 } })
    await postJson(faculty, '/api/v1/setup', {
      ...{ name: 'Ada', email: 'ada@muster.invalid', password: 'a long enough password' },
    })
    const site = { url, browser, faculty, stop: () => faculty.close() }
    const courseId = await createCourse(site, 'Systems')
    await enrolFolder(site, courseId, people)
    const session = await createSession(site, courseId, 'Week 1')
    const watch = await watchSession(faculty, url, session.id)
    await joinAsVolunteer(site, session.joinCode)
    const page = await openSessionPage(site, session, 'never')
    await page.getByRole('button', { name: 'Use the camera' }).click()
    await watch.until(({ job }) => (job?.units.done ?? 0) >= 1)
    await page.getByRole('button', { name: 'End the camera' }).click()
    const { job } = await watch.until((view) => ['done', 'failed', 'cancelled'].includes(view.job?.phase ?? ''))
    watch.stop()
    expect(job?.phase).toBe('done')
    const report = await readReport(site, session)
    const present = report.people.filter(({ status }) => status === 'present').map(({ id }) => id)
    expect(present.sort()).toEqual(demoPeople.filter(({ photo }) => photo === FILMED).map(({ number }) => number))
    await faculty.close()
  } finally {
    await browser.close()
    await coordinator.stop()
  }
})
