import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test as base } from 'playwright/test'
import { createSession, readReport, type ClassSession } from '../../cli/site/class-session'
import type { Site } from '../../cli/site/open-site'
import { watchSession, type SessionWatch } from '../../cli/site/watch-session'
import type { ClassMaterial } from './class-material'
import { startCoordinator, type Coordinator } from './coordinator'
import { prepareClass, registerOf, type PreparedClass, type Register } from './prepared-class'

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

/**
 * Journeys that begin in an enrolled class. Enrolling and the undisturbed roll happen once; each journey gets a coordinator
 * of its own on a copy of that data.
 */
export const test = base.extend<{ classroom: Classroom }, { prepared: PreparedClass }>({
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
