import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { BrowserContext } from 'playwright'
import { demoShots } from './scene'

/** Where the face-api package keeps its sample photos. */
export const samplesFolder = join(
  dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')),
  'demo',
)

const stage = 'https://demo.invalid/'

/** Draws and encodes the demo's clip in a page of its own. Nothing leaves the machine: the page's network is this function. */
export async function makeClip(context: BrowserContext): Promise<{ bytes: Buffer; extension: string }> {
  const page = await context.newPage()
  try {
    await page.route(`${stage}**`, async (route) => {
      const name = new URL(route.request().url()).pathname.slice(1)
      if (name === '') return route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>demo</title>' })
      return route.fulfill({ contentType: 'image/jpeg', body: await readFile(join(samplesFolder, name)) })
    })
    await page.goto(stage)
    await page.addScriptTag({ content: await bundle() })
    const shots = demoShots.map(({ photo, seconds }) => ({ url: `${stage}${photo}`, seconds }))
    const clip = await page.evaluate((list) => {
      // Put there by the script tag above; the page's global scope has no types of ours.
      const { makeClip: make } = globalThis as unknown as {
        makeClip: (shots: { url: string; seconds: number }[]) => Promise<{ base64: string; extension: string }>
      }
      return make(list)
    }, shots)
    return { bytes: Buffer.from(clip.base64, 'base64'), extension: clip.extension }
  } finally {
    await page.close()
  }
}

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./make-clip.browser.ts', import.meta.url))],
    bundle: true,
    format: 'iife',
    target: 'es2022',
    write: false,
  })
  const [file] = outputFiles
  if (!file) throw new Error('esbuild wrote nothing')
  return file.text
}
