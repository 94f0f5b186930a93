/**
 * `npm run bench -- long --video FILE [--minutes M] [--json]`: what a long recording costs in memory while the session's page reads
 * it, with nobody there to do its units: all of them are kept. The page's memory is what the browser itself counts for it and
 * its workers; beside it the whole renderer process, decoder included, and the coordinator. Bars are absolute (MB).
 * A file of 90 minutes: `ffmpeg -stream_loop 89 -i ONE-MINUTE.mp4 -c copy long.mp4`.
 */
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { chromium, type Page } from 'playwright'
import { browserArgs, findBrowser } from '../cli/find-browser.mjs'
import { createSession, openSessionPage, startFeeding } from '../cli/site/class-session'
import { createCourse } from '../cli/site/enrol'
import { createAccount } from '../cli/site/open-site'
import { watchSession } from '../cli/site/watch-session'
import { startCoordinator } from '../e2e/support/coordinator'

const BARS = { pageMb: 600, coordinatorMb: 500 }
const LOOK_EVERY_MS = 5_000

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, video: { type: 'string' }, minutes: { type: 'string', default: '5' } },
  allowPositionals: true,
})
if (!values.video) throw new Error('Which recording? --video FILE')
const video = resolve(values.video)

const dir = await mkdtemp(join(tmpdir(), 'muster-bench-'))
const browser = await chromium.launch({ executablePath: findBrowser(), args: [...browserArgs] })
const coordinator = await startCoordinator(join(dir, 'data'))
const faculty = await browser.newContext({ baseURL: coordinator.url })
try {
  await createAccount(faculty)
  report(await measure())
} finally {
  await browser.close()
  await coordinator.stop()
  await rm(dir, { recursive: true, force: true })
}

async function measure() {
  const site = { url: coordinator.url, browser, faculty, stop: () => faculty.close() }
  const session = await createSession(site, await createCourse(site, 'Course'), 'Long')
  const watch = await watchSession(faculty, coordinator.url, session.id)
  const page = await openSessionPage(site, session, 'never')
  const renderer = await rendererOf()
  await startFeeding(page, { videos: [video], mode: 'dynamic', sampleFps: null })
  await watch.until(({ job }) => (job?.frames.offered ?? 0) > 0)
  const beganAt = performance.now()
  const looks: { pageMb: number; rendererMb: number; coordinatorMb: number }[] = []
  let latest = (await watch.until(({ job }) => job !== null)).job
  watch.subscribe(({ job }) => (latest = job))
  const isOver = () => latest?.media.every(({ isComplete }) => isComplete) && latest.units.stored === latest.units.total
  while (performance.now() - beganAt < Number(values.minutes) * 60_000 && !isOver()) {
    await pause(LOOK_EVERY_MS)
    looks.push({
      pageMb: await heapOf(page),
      rendererMb: await residentMb(renderer),
      coordinatorMb: await residentMb(coordinator.pid()),
    })
  }
  watch.stop()
  const most = (key: keyof (typeof looks)[number]) => Math.max(...looks.map((look) => look[key]))
  return {
    fileMb: (await stat(video)).size / 2 ** 20,
    lookedForS: (performance.now() - beganAt) / 1_000,
    readToS: latest?.media[0]?.decodedToS ?? 0,
    durationS: latest?.media[0]?.durationS ?? 0,
    unitsStored: latest?.units.stored ?? 0,
    most: { pageMb: most('pageMb'), rendererMb: most('rendererMb'), coordinatorMb: most('coordinatorMb') },
    last: looks.at(-1),
  }
}

/** The page's and its workers' memory, as the browser counts it (after its own next look, which may take a while). */
function heapOf(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const counting = performance as unknown as { measureUserAgentSpecificMemory?: () => Promise<{ bytes: number }> }
    return ((await counting.measureUserAgentSpecificMemory?.())?.bytes ?? NaN) / 2 ** 20
  })
}

/** Of the one page there is; the browser keeps a spare renderer, which is smaller. */
async function rendererOf(): Promise<number> {
  const { processInfo } = await (await browser.newBrowserCDPSession()).send('SystemInfo.getProcessInfo')
  const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id)
  const sizes = await Promise.all(renderers.map(async (id) => ({ id, mb: await residentMb(id) })))
  return sizes.sort((one, two) => two.mb - one.mb)[0]?.id ?? 0
}

/** Linux alone says it so. */
async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? NaN) / 1024
}

function report(figures: Awaited<ReturnType<typeof measure>>) {
  const { fileMb, lookedForS, readToS, durationS, unitsStored, most } = figures
  console.log(
    `long: ${fileMb.toFixed(0)} MB, read to ${(readToS / 60).toFixed(1)} of ${(durationS / 60).toFixed(1)} minutes in ${lookedForS.toFixed(0)} s, ${unitsStored} units stored`,
  )
  console.table({
    'page and its workers': { 'most MB': most.pageMb.toFixed(0), bar: `≤ ${BARS.pageMb}` },
    'its whole process': { 'most MB': most.rendererMb.toFixed(0), bar: '' },
    coordinator: { 'most MB': most.coordinatorMb.toFixed(0), bar: `≤ ${BARS.coordinatorMb}` },
  })
  const isMet = most.pageMb <= BARS.pageMb && most.coordinatorMb <= BARS.coordinatorMb
  console.log(`Bars: ${isMet ? 'met' : 'MISSED'}`)
  if (values.json) console.log(JSON.stringify({ bench: 'long', ...figures, bars: BARS, isMet }))
  process.exitCode = isMet ? 0 : 1
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms))
}
