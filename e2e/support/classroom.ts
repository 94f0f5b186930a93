import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base, type Browser, type BrowserContext } from 'playwright/test'
import { createSession, readReport, takeRoll, type ClassSession } from '../../cli/site/class-session'
import { createCourse, enrolFolder } from '../../cli/site/enrol'
import { createAccount, type Site } from '../../cli/site/open-site'
import { watchSession, type SessionWatch } from '../../cli/site/watch-session'
import type { ReportView } from '../../lib/protocol/report-view'
import { smallClass, type ClassMaterial } from './class-material'
import { startCoordinator, type Coordinator } from './coordinator'

/** A class whose people are enrolled, and what its roll is when nothing disturbs it. */
interface Prepared {
  readonly dataDir: string
  readonly courseId: string
  readonly cookies: Awaited<ReturnType<BrowserContext['storageState']>>
  readonly material: ClassMaterial
  readonly undisturbed: Register
}

export interface Classroom {
  readonly coordinator: Coordinator
  readonly site: Site
  readonly session: ClassSession
  readonly watch: SessionWatch
  readonly material: ClassMaterial
  readonly undisturbed: Register
  /** Resolves when the job has its register, which it reads. Throws when the job ends otherwise. */
  readonly registerWhenDone: () => Promise<Register>
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

/**
 * Journeys that begin in an enrolled class. Enrolling and the undisturbed roll happen once; each journey gets a coordinator
 * of its own on a copy of that data.
 */
export const test = base.extend<{ classroom: Classroom }, { prepared: Prepared }>({
  prepared: [
    async ({ browser }, use) => {
      const dir = await mkdtemp(join(tmpdir(), 'muster-class-'))
      await use(await prepareClass(browser, dir))
      await rm(dir, { recursive: true, force: true })
    },
    { scope: 'worker', timeout: 300_000 },
  ],
  classroom: async ({ browser, prepared }, use) => {
    const dir = await mkdtemp(join(tmpdir(), 'muster-e2e-'))
    await cp(prepared.dataDir, dir, { recursive: true })
    const coordinator = await startCoordinator(dir)
    const faculty = await browser.newContext({ baseURL: coordinator.url, storageState: prepared.cookies })
    const site: Site = { url: coordinator.url, browser, faculty, stop: () => faculty.close() }
    const session = await createSession(site, prepared.courseId, 'Week 2')
    const watch = await watchSession(faculty, coordinator.url, session.id)
    await use({
      ...{ coordinator, site, session, watch },
      ...{ material: prepared.material, undisturbed: prepared.undisturbed },
      registerWhenDone: async () => {
        const { job } = await watch.until((view) => ['done', 'failed', 'cancelled'].includes(view.job?.phase ?? ''))
        if (job?.phase !== 'done') throw new Error(`the job ended as ${job?.phase}: ${job?.failure}`)
        return registerOf(await readReport(site, session))
      },
    })
    watch.stop()
    await faculty.close()
    await coordinator.stop()
    await rm(dir, { recursive: true, force: true })
  },
})

async function prepareClass(browser: Browser, dir: string): Promise<Prepared> {
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
