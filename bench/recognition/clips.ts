import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { chromium } from 'playwright'
import { findBrowser } from '../../cli/find-browser.mjs'
import { codeName, hashOf } from './cache'
import type { SampledFrame } from './page'

export interface ClipFrame {
  readonly atS: number
  /** Null for a frame that the feeder skips because it shows nothing new. */
  readonly jpeg: Buffer | null
}
export interface Clip {
  readonly name: string
  readonly periodMs: number
  readonly frames: readonly ClipFrame[]
  readonly truth: ClipTruth
}
export interface ClipTruth {
  readonly duration_s: number
  readonly expected_present: readonly string[]
  readonly maybe_present: readonly string[]
  readonly enrolled_but_absent: readonly string[]
}

export const CLIPS = [
  ...['avengers', 'dinner', 'hamilton', 'lecture-1', 'lecture-2', 'classroom-unknown', 'street-unknown'],
] as const

/** A clip's frames as the feeder takes and encodes them, decoded by a real browser once and then kept in the cache. */
export async function loadClip(
  dataDir: string,
  cacheDir: string,
  name: string,
  { isEvery = false } = {},
): Promise<Clip> {
  const file = join(dataDir, 'clips', `${name}.mp4`)
  const truth = JSON.parse(await readFile(join(dataDir, 'clips', `${name}.truth.json`), 'utf8')) as ClipTruth
  const code = codeName(
    'lib/core/video/sampling.ts',
    'lib/core/video/likeness.ts',
    'lib/client/feeder/press-frame.ts',
    'bench/recognition/page.ts',
  )
  const key = hashOf(await readFile(file), code, String(isEvery))
  const folder = join(cacheDir, `frames-${name}-${key}`)
  if (!existsSync(folder)) await extract(file, folder, isEvery)
  const { periodMs, timesS } = JSON.parse(await readFile(join(folder, 'index.json'), 'utf8')) as {
    periodMs: number
    timesS: number[]
  }
  const frames = await Promise.all(
    timesS.map(async (atS, i) => {
      const path = join(folder, `${i}.jpg`)
      return { atS, jpeg: existsSync(path) ? await readFile(path) : null }
    }),
  )
  return { name, periodMs, frames, truth }
}

async function extract(file: string, folder: string, isEvery: boolean): Promise<void> {
  const clip = await readFile(file)
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./page.ts', import.meta.url))],
    ...{ bundle: true, format: 'esm', target: 'es2022', write: false, logLevel: 'error' },
  })
  const server = createServer(({ url }, response) => {
    response.setHeader(
      'Content-Type',
      url === '/page.js' ? 'text/javascript' : url === '/clip' ? 'video/mp4' : 'text/html',
    )
    response.end(
      url === '/page.js'
        ? outputFiles[0]?.text
        : url === '/clip'
          ? clip
          : '<!doctype html><script type="module" src="/page.js"></script>',
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A TCP server that listens has an address with a port.
  const { port } = server.address() as AddressInfo
  const browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox', '--disable-quic'] })
  try {
    const page = await browser.newPage()
    await page.goto(`http://localhost:${port}/`)
    await page.waitForFunction(() => 'sample' in globalThis)
    const { frames, periodMs } = await page.evaluate<{ frames: SampledFrame[]; periodMs: number }>(
      `sample('/clip', ${isEvery})`,
    )
    await mkdir(`${folder}.part`, { recursive: true })
    for (const [i, { jpegBase64 }] of frames.entries())
      if (jpegBase64 !== null) await writeFile(join(`${folder}.part`, `${i}.jpg`), Buffer.from(jpegBase64, 'base64'))
    await writeFile(
      join(`${folder}.part`, 'index.json'),
      JSON.stringify({ periodMs, timesS: frames.map(({ atS }) => atS) }),
    )
    await rename(`${folder}.part`, folder)
  } finally {
    await browser.close()
    server.close()
  }
}
