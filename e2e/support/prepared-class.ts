import { join } from 'node:path'
import type { Browser, BrowserContext } from 'playwright'
import { createSession, takeRoll } from '../../cli/site/class-session'
import { createCourse, enrolFolder } from '../../cli/site/enrol'
import { createAccount, type Site } from '../../cli/site/open-site'
import type { ReportView } from '../../lib/protocol/report-view'
import { smallClass, type ClassMaterial } from './class-material'
import { startCoordinator } from './coordinator'

/** A class whose people are enrolled, and what its roll is when nothing disturbs it. */
export interface PreparedClass {
  readonly dataDir: string
  readonly courseId: string
  readonly cookies: Awaited<ReturnType<BrowserContext['storageState']>>
  readonly material: ClassMaterial
  readonly undisturbed: Register
}

/** The register without how the work was done: this must not depend on who worked, or on what went wrong. */
export interface Register {
  readonly people: readonly {
    readonly id: string
    readonly status: string
    readonly seen: readonly (number | null)[]
  }[]
  readonly unknown: readonly (readonly number[])[]
  readonly frames: readonly (number | undefined)[]
}

/** Enrols the small class and takes its roll once, in peace. */
export async function prepareClass(browser: Browser, dir: string): Promise<PreparedClass> {
  const dataDir = join(dir, 'data')
  const material = await smallClass(browser, dir)
  const coordinator = await startCoordinator(dataDir)
  const faculty = await browser.newContext({ baseURL: coordinator.url })
  const site: Site = { url: coordinator.url, browser, faculty, stop: () => faculty.close() }
  try {
    await createAccount(faculty)
    const courseId = await createCourse(site, 'Distributed Systems')
    await enrolFolder(site, courseId, material.peopleDir)
    const session = await createSession(site, courseId, 'Week 1')
    const taking = { videos: [material.clip], workerCount: 2, mode: 'dynamic', sampleFps: null } as const
    const undisturbed = registerOf(await takeRoll(site, session, taking))
    return { dataDir, courseId, cookies: await faculty.storageState(), material, undisturbed }
  } finally {
    await faculty.close()
    await coordinator.stop()
  }
}

export function registerOf({ people, unknown, job }: ReportView): Register {
  return {
    people: people
      .map(({ id, status, firstSeenS, lastSeenS, seenS, sightings }) => ({
        ...{ id, status },
        seen: [firstSeenS, lastSeenS, seenS, sightings],
      }))
      .sort((one, other) => (one.id < other.id ? -1 : 1)),
    unknown: unknown.map(({ seenS, sightings, firstSeenS, lastSeenS }) => [seenS, sightings, firstSeenS, lastSeenS]),
    frames: [job?.frames, job?.framesDescribed, job?.framesSkipped, job?.framesFailed],
  }
}
