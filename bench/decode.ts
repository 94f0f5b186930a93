/**
 * `npm run bench -- decode [--json] [--clip FILE]`: frames out of a 720p H.264 clip, through the browser's own decoder.
 * Rival: ffmpeg.wasm on the same file, read as the feeder reads what the browser refuses. Both run in turns in the same page,
 * warmed up; figures are medians. Both must give the same frame times, at three sampling rates.
 * The clip is dinner.mp4 of the test data (MUSTER_TEST_DATA, else ../shared/data), without it the demo's.
 */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright'
import { makeClip } from '../cli/demo/make-clip'
import type { Decoded } from './decode/page'
import { openBenchPages } from './support/bench-page'
import { median } from './support/statistics'

const ROUNDS = 5
const BAR = 5
/** The rate that is timed, and others whose times must agree too: fine, and falling between frames. */
const TIMED_PERIOD_MS = 500
const OTHER_PERIODS_MS = [140, 770]

const root = fileURLToPath(new URL('..', import.meta.url))
const { values } = parseArgs({
  options: { json: { type: 'boolean' }, clip: { type: 'string' } },
  allowPositionals: true,
})
const testData = process.env.MUSTER_TEST_DATA ?? join(root, '..', 'shared', 'data')
const known = values.clip ?? join(testData, 'clips', 'dinner.mp4')
if (values.clip && !existsSync(values.clip)) {
  console.error(`There is no clip at ${values.clip}.`)
  process.exit(2)
}

let clip: Buffer = Buffer.alloc(0)
const pages = await openBenchPages('decode/page.ts', 'decode', { '/clip': () => clip })
try {
  const context = await pages.browser.newContext()
  clip = existsSync(known) ? await readFile(known) : (await makeClip(context)).bytes
  report(await measure(await pages.open(context)))
} finally {
  await pages.close()
}

interface Measured {
  readonly webcodecsMs: readonly number[]
  readonly ffmpegMs: readonly number[]
  readonly frames: number
  readonly sizePx: string
  readonly areTimesEqual: boolean
}

async function measure(page: Page): Promise<Measured> {
  const webcodecsMs: number[] = []
  const ffmpegMs: number[] = []
  let areTimesEqual = true
  let frames = 0
  let sizePx = ''
  for (let round = -1; round < ROUNDS; round++) {
    const ours = await decode(page, 'webcodecs', TIMED_PERIOD_MS)
    const theirs = await decode(page, 'ffmpeg', TIMED_PERIOD_MS)
    areTimesEqual &&= areSame(ours, theirs)
    frames = ours.timesS.length
    sizePx = ours.sizePx
    if (round < 0) continue
    webcodecsMs.push(ours.ms)
    ffmpegMs.push(theirs.ms)
  }
  for (const periodMs of OTHER_PERIODS_MS) {
    areTimesEqual &&= areSame(await decode(page, 'webcodecs', periodMs), await decode(page, 'ffmpeg', periodMs))
  }
  return { webcodecsMs, ffmpegMs, frames, sizePx, areTimesEqual }
}

function report({ webcodecsMs, ffmpegMs, frames, sizePx, areTimesEqual }: Measured) {
  const ours = median(webcodecsMs)
  const theirs = median(ffmpegMs)
  const ratio = theirs / ours
  const isMet = ratio >= BAR && areTimesEqual
  console.log(`decode: ${frames} frames of ${sizePx} (median ms of ${ROUNDS}, opening included)`)
  console.table({
    webcodecs: { ms: ours.toFixed(0), 'frames a second': ((frames / ours) * 1_000).toFixed(1) },
    'ffmpeg.wasm': { ms: theirs.toFixed(0), 'frames a second': ((frames / theirs) * 1_000).toFixed(1) },
  })
  console.log(`${ratio.toFixed(1)} × (bar ${BAR} ×); frame times ${areTimesEqual ? 'equal' : 'DIFFER'}`)
  console.log(`Bars: ${isMet ? 'met' : 'MISSED'}`)
  if (values.json)
    console.log(
      JSON.stringify({
        bench: 'decode',
        frames,
        webcodecsMs: ours,
        ffmpegMs: theirs,
        ratio,
        bar: BAR,
        areTimesEqual,
        isMet,
      }),
    )
  process.exitCode = isMet ? 0 : 1
}

function decode(page: Page, by: 'webcodecs' | 'ffmpeg', periodMs: number): Promise<Decoded> {
  return page.evaluate(
    ([decoder, period]) => {
      // Put there by bench/decode/page.ts; the page's global scope has no types of ours.
      const bench = globalThis as unknown as {
        decode: (address: string, by: typeof decoder, periodMs: number) => Promise<Decoded>
      }
      return bench.decode('/clip', decoder, period)
    },
    [by, periodMs] as const,
  )
}

function areSame(a: Decoded, b: Decoded): boolean {
  const isSame = a.timesS.every((atS, place) => atS === b.timesS[place])
  return isSame && a.sizePx === b.sizePx && a.timesS.length === b.timesS.length
}
