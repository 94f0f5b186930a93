/**
 * `npm run bench -- transport [--json]`: units through the whole peer link (requests, chunks, checksums, back-pressure),
 * between two pages. Rival: a bare data channel between the same pages, fed with the marks of the API's own samples, at the
 * best of four chunk sizes. Both in turns, warmed up, medians. Then 256 KB units on time while another link stalls: the
 * process of the page at its other end is stopped, with units on their way to it.
 */
import { parseArgs } from 'node:util'
import type { Browser, Page } from 'playwright'
import { openBenchPages } from './support/bench-page'
import { median, quantile } from './support/statistics'
import type { Transport } from './transport/page'

const ROUNDS = 5
const UNIT_BYTES = 1024 * 1024
const UNITS = 24
/** What a volunteer has on the way: the unit it works on next and the one after. */
const AT_ONCE = 3
const CHUNK_SIZES = [16, 64, 128, 256].map((kilobytes) => kilobytes * 1024)
const RATE_BAR = 0.9

const TIMED_BYTES = 256 * 1024
const TIMED_COUNT = 60
/** Two units a second to each of five volunteers. */
const TIMED_EVERY_MS = 100

const { values } = parseArgs({ options: { json: { type: 'boolean' } }, allowPositionals: true })
/** The pages beside the feeder's, with the keys of their links. */
const others = new Map<Page, Set<string>>()
const pages = await openBenchPages('transport/page.ts', 'transport')
try {
  const feeder = await pages.open()
  const volunteer = await pages.open()
  await connect(feeder, volunteer)
  const rates = await measureRates(feeder, volunteer)
  const times = await measureStall(feeder, volunteer, await pages.openBrowser())
  report(rates, times)
} finally {
  await pages.close()
}

type Rates = Awaited<ReturnType<typeof measureRates>>
type Times = Awaited<ReturnType<typeof measureStall>>

async function measureRates(feeder: Page, volunteer: Page) {
  await openBoth(feeder, volunteer, 'ours', 'openLink')
  await openBoth(feeder, volunteer, 'bare', 'openBare')
  const checksum = await call(feeder, 'checksumOf', UNIT_BYTES)
  const ours: number[] = []
  const bySize = new Map<number, number[]>(CHUNK_SIZES.map((size) => [size, []]))
  for (let round = -1; round < ROUNDS; round++) {
    const ms = await call(volunteer, 'fetchUnits', 'ours', {
      count: UNITS,
      sizeBytes: UNIT_BYTES,
      checksum,
      atOnce: AT_ONCE,
    })
    if (round >= 0) ours.push(ms)
    for (const size of CHUNK_SIZES) {
      await call(volunteer, 'receiveBare', 'bare', UNITS * UNIT_BYTES)
      await call(feeder, 'sendBare', 'bare', UNITS * UNIT_BYTES, size)
      const bareMs = (await call(volunteer, 'receivedBare', 'bare')) ?? NaN
      if (round >= 0) bySize.get(size)?.push(bareMs)
    }
  }
  const bare = [...bySize].map(([size, all]) => ({ size, ms: median(all) })).sort((a, b) => a.ms - b.ms)
  return { oursMs: median(ours), bare }
}

/** @returns ms of each unit in peace, and while the link to a stopped process is owed several units. */
async function measureStall(feeder: Page, volunteer: Page, otherBrowser: Browser) {
  const checksum = await call(feeder, 'checksumOf', TIMED_BYTES)
  const timed = { count: TIMED_COUNT, sizeBytes: TIMED_BYTES, checksum, everyMs: TIMED_EVERY_MS }
  await call(volunteer, 'fetchOnTime', 'ours', { ...timed, count: 10 })
  const quiet = await call(volunteer, 'fetchOnTime', 'ours', timed)

  const sleeper = await pages.open(undefined, otherBrowser)
  await connect(feeder, sleeper)
  await openBoth(feeder, sleeper, 'sleeper', 'openLink')
  const big = await call(feeder, 'checksumOf', UNIT_BYTES)
  await call(sleeper, 'orderUnits', 'sleeper', { count: 200, sizeBytes: UNIT_BYTES, checksum: big })
  const renderers = await renderersOf(otherBrowser)
  for (const pid of renderers) process.kill(pid, 'SIGSTOP')
  try {
    return { quiet, stalled: await call(volunteer, 'fetchOnTime', 'ours', timed) }
  } finally {
    for (const pid of renderers) process.kill(pid, 'SIGCONT')
  }
}

function report({ oursMs, bare }: Rates, { quiet, stalled }: Times) {
  const megabytes = (UNITS * UNIT_BYTES) / 1024 / 1024
  const best = bare[0] ?? { size: 0, ms: NaN }
  const ratio = best.ms / oursMs
  const late = (all: readonly number[]) => all.filter((ms) => ms > TIMED_EVERY_MS).length
  const row = (ms: number) => ({ ms: ms.toFixed(0), 'MB a second': ((megabytes / ms) * 1_000).toFixed(1) })
  console.log(`transport: ${UNITS} units of 1 MB, ${AT_ONCE} asked for at once (median of ${ROUNDS})`)
  console.table({
    'peer link': row(oursMs),
    ...Object.fromEntries(bare.map(({ size, ms }) => [`bare channel, ${size / 1024} KB chunks`, row(ms)])),
  })
  console.log(`${(ratio * 100).toFixed(0)} % of the best bare channel (bar ${RATE_BAR * 100} %)`)
  console.log(`256 KB every ${TIMED_EVERY_MS} ms, ${TIMED_COUNT} times:`)
  const times = (all: readonly number[]) => ({
    'median ms': median(all).toFixed(0),
    'p95 ms': quantile(all, 0.95).toFixed(0),
    'not before the next was due': late(all),
  })
  console.table({ quiet: times(quiet), 'while another link stalls': times(stalled) })
  const isMet = ratio >= RATE_BAR && late(stalled) <= late(quiet)
  console.log(`Bars: ${isMet ? 'met' : 'MISSED'}`)
  if (values.json) {
    const facts = { oursMs, bare, ratio, bar: RATE_BAR, lateQuiet: late(quiet), lateStalled: late(stalled) }
    console.log(JSON.stringify({ bench: 'transport', ...facts, p95StalledMs: quantile(stalled, 0.95), isMet }))
  }
  process.exitCode = isMet ? 0 : 1
}

/** Signals of a key go to whichever page has its other end. */
async function connect(feeder: Page, other: Page) {
  const keysOf = (page: Page) => (page === feeder ? null : others.get(page))
  if (others.size === 0)
    await feeder.exposeFunction('tellSignal', (key: string, data: string) => {
      const target = [...others].find(([, keys]) => keys.has(key))?.[0]
      return target && call(target, 'signal', key, data)
    })
  others.set(other, keysOf(other) ?? new Set())
  await other.exposeFunction('tellSignal', (key: string, data: string) => call(feeder, 'signal', key, data))
}

async function openBoth(feeder: Page, other: Page, key: string, how: 'openLink' | 'openBare') {
  others.get(other)?.add(key)
  await Promise.all([call(feeder, how, key, false), call(other, how, key, true)])
}

async function renderersOf(browser: Browser): Promise<number[]> {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id)
}

/** Calls what bench/transport/page.ts put on the page. */
function call<Name extends keyof Transport>(
  page: Page,
  name: Name,
  ...args: Parameters<Transport[Name]>
): Promise<Awaited<ReturnType<Transport[Name]>>> {
  return page.evaluate(
    ([method, given]) => {
      const { transport } = globalThis as unknown as { transport: Record<string, (...all: unknown[]) => unknown> }
      return transport[method]?.(...given)
    },
    [name as string, args as unknown[]] as const,
  ) as Promise<Awaited<ReturnType<Transport[Name]>>>
}
