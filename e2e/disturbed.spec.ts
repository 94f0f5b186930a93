import { expect, type Page } from 'playwright/test'
import { joinAsVolunteer, openSessionPage, startFeeding } from '../cli/site/class-session'
import type { SessionView } from '../lib/protocol/faculty'
import { refuseRelaylessPeers } from './support/blocked-peers'
import { test, type Classroom } from './support/classroom'
import { asOldAvi } from './support/old-avi'

/** Whatever goes wrong on the way, the register is the one of the undisturbed run. */

const hasDone =
  (count: number) =>
  ({ job }: SessionView): boolean =>
    (job?.units.done ?? 0) >= count

async function begin({ site, session, material }: Classroom): Promise<Page> {
  const page = await openSessionPage(site, session, 'never')
  await startFeeding(page, { videos: [material.clip], mode: 'dynamic', sampleFps: null })
  return page
}

async function joinWithoutPeers({ site, session }: Classroom): Promise<Page> {
  const context = await site.browser.newContext()
  await refuseRelaylessPeers(context)
  return joinAsVolunteer(site, session.joinCode, context)
}

const transportOf = (volunteer: Page) => volunteer.getByRole('main').getAttribute('data-transport')

test('[E2E-3] a peer path opens: the frames come from the faculty page', async ({ classroom }) => {
  const volunteer = await joinAsVolunteer(classroom.site, classroom.session.joinCode)
  await begin(classroom)
  await classroom.watch.until(hasDone(2))
  expect(await transportOf(volunteer)).toBe('peer')
  expect(await classroom.registerWhenDone()).toEqual(classroom.undisturbed)
})

test('[E2E-4] no peer path opens: the same register over HTTP', async ({ classroom }) => {
  const volunteer = await joinWithoutPeers(classroom)
  await begin(classroom)
  await classroom.watch.until(hasDone(2))
  expect(await transportOf(volunteer)).toBe('http')
  await expect(volunteer.getByText('from the Muster server')).toBeVisible()
  expect(await classroom.registerWhenDone()).toEqual(classroom.undisturbed)
})

test('[E2E-5] the coordinator is killed mid-job and started again: finished without a click, the same register', async ({
  classroom,
}) => {
  await joinAsVolunteer(classroom.site, classroom.session.joinCode)
  await joinAsVolunteer(classroom.site, classroom.session.joinCode)
  await begin(classroom)
  await classroom.watch.until(hasDone(2))
  await classroom.coordinator.kill()
  await classroom.coordinator.start()
  expect(await classroom.registerWhenDone()).toEqual(classroom.undisturbed)
})

test('[E2E-6] the faculty page is reloaded while it reads: it goes on where it was', async ({ classroom }) => {
  await joinAsVolunteer(classroom.site, classroom.session.joinCode)
  const page = await begin(classroom)
  await classroom.watch.until(({ job }) => (job?.units.total ?? 0) >= 1)
  await page.reload()
  expect(await classroom.registerWhenDone()).toEqual(classroom.undisturbed)
})

test('[E2E-7] the faculty page is closed once every frame is stored: the job goes on, and reopened it shows it', async ({
  classroom,
}) => {
  const page = await begin(classroom)
  await classroom.watch.until(({ job }) => job?.phase === 'working')
  await page.close()
  await joinAsVolunteer(classroom.site, classroom.session.joinCode)
  await classroom.watch.until(hasDone(2))
  const again = await openSessionPage(classroom.site, classroom.session, 'never')
  await expect(again.getByTestId('job-progress').or(again.getByRole('progressbar')).first()).toBeVisible()
  expect(await classroom.registerWhenDone()).toEqual(classroom.undisturbed)
})

test('[E2E-8] a volunteer page dies without a word: its units go to the other one', async ({ classroom }) => {
  const doomed = await joinAsVolunteer(classroom.site, classroom.session.joinCode)
  await joinAsVolunteer(classroom.site, classroom.session.joinCode)
  await begin(classroom)
  await classroom.watch.until(hasDone(1))
  const session = await doomed.context().newCDPSession(doomed)
  // The renderer is gone before any of its handlers can run; the answer to this never comes.
  void session.send('Page.crash').catch(() => undefined)
  expect(await classroom.registerWhenDone()).toEqual(classroom.undisturbed)
})

test('[E2E-9] a recording that the browser does not decode is read by ffmpeg: the same people', async ({
  classroom,
}, info) => {
  const old = asOldAvi(classroom.material.clip, info.outputPath('class.avi'))
  test.skip(old === null, 'needs the ffmpeg program to make an old AVI')
  await joinAsVolunteer(classroom.site, classroom.session.joinCode)
  const page = await openSessionPage(classroom.site, classroom.session, 'never')
  await startFeeding(page, { videos: [old ?? ''], mode: 'dynamic', sampleFps: null })
  await expect(page.getByText(/Read by ffmpeg/)).toBeVisible()
  const register = await classroom.registerWhenDone()
  // Encoded anew, a frame is not the same picture: who is there must not change, to the second.
  expect(register.frames).toEqual(classroom.undisturbed.frames)
  expect(register.people.map(({ id, status }) => [id, status])).toEqual(
    classroom.undisturbed.people.map(({ id, status }) => [id, status]),
  )
})
