import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { Page } from 'playwright'
import { expect, test } from 'playwright/test'
import sharp from 'sharp'
import { browserArgs, findBrowser } from '../cli/find-browser.mjs'
import type { Backend } from '../lib/protocol/volunteer'
import { createNodeEngine } from '../lib/worker/engine/node'
import { samplePhoto } from '../lib/worker/engine/testing/photos'

/** The functions that engine-page.browser.ts puts on its page. */
interface EngineOnPage {
  describeOn(backend: Backend, jpegBase64: string): Promise<number[][]>
  climb(backends: readonly Backend[]): Promise<{ backend: Backend; steps: { backend: Backend; atMs: number }[] }>
  loadOnce(): Promise<{ loadedBytes: number; modelVersion: string }>
  damageStore(): Promise<void>
}

// A GPU of software, so that WebGL is there on machines without one.
test.use({
  launchOptions: {
    executablePath: findBrowser(),
    args: [...browserArgs, '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
  },
})
test.setTimeout(600_000)

let bundle: Promise<string> | null = null

/** A page with the engine and the assets that `public/` holds. Nothing leaves the machine: its network is this function. */
async function openEnginePage(
  page: Page,
  origin: string,
  damage: (path: string, body: Buffer) => Buffer = (_, body) => body,
) {
  await page.route(`${origin}/**`, async (route) => {
    const { pathname } = new URL(route.request().url())
    if (pathname === '/')
      return route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>engine</title>' })
    const contentType = pathname.endsWith('.wasm') ? 'application/wasm' : 'application/octet-stream'
    return route.fulfill({ contentType, body: damage(pathname, await readFile(join('public', pathname))) })
  })
  await page.goto(`${origin}/`)
  await page.addScriptTag({ content: await (bundle ??= bundleEngine()) })
}

async function bundleEngine(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ['e2e/support/engine-page.browser.ts'],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'error',
  })
  return outputFiles[0]?.text ?? ''
}

const engineOn = <Value>(page: Page, call: string): Promise<Value> => page.evaluate<Value>(`engine.${call}`)
type Answer<Name extends keyof EngineOnPage> = Awaited<ReturnType<EngineOnPage[Name]>>

test('[ENG-11] WASM and WebGL in a browser describe a face as Node does', async ({ page }) => {
  const frame = await sharp(samplePhoto(6)).resize(320).jpeg().toBuffer()
  const node = await createNodeEngine()
  const [result] = await node.describeFrames([frame])
  node.stop()
  const expected = result?.outcome === 'described' ? result.faces.map(({ descriptor }) => [...descriptor]) : []
  expect(expected.length).toBeGreaterThan(0)

  await openEnginePage(page, 'https://engine.invalid')
  for (const backend of ['wasm', 'webgl'] as const) {
    const call = `describeOn(${JSON.stringify(backend)}, ${JSON.stringify(frame.toString('base64'))})`
    const found = await engineOn<Answer<'describeOn'>>(page, call)
    expect(found).toHaveLength(expected.length)
    found.forEach((descriptor, i) => {
      const wanted = expected[i] ?? []
      expect(distance(descriptor, wanted), backend).toBeLessThanOrEqual(0.02)
      expect(cosine(descriptor, wanted), backend).toBeGreaterThanOrEqual(0.999)
    })
  }
})

test('[ENG-9] a GPU that a processor plays, and that hides its name, is given up within seconds', async ({ page }) => {
  await page.addInitScript(() => {
    const read = WebGL2RenderingContext.prototype.getParameter
    WebGL2RenderingContext.prototype.getParameter = function (name) {
      const answer: unknown = read.call(this, name)
      return typeof answer === 'string' && /swiftshader/i.test(answer) ? 'Some GPU' : answer
    }
  })
  await openEnginePage(page, 'https://engine.invalid')
  const { backend, steps } = await engineOn<Answer<'climb'>>(page, `climb(['webgl', 'wasm'])`)
  expect(steps[0]?.backend).toBe('webgl')
  expect(backend).toBe('wasm')
  const wasmBegan = steps.find((step) => step.backend === 'wasm')?.atMs ?? Infinity
  expect(wasmBegan).toBeLessThan(10_000)
})

test('[ENG-12] over plain HTTP the models are downloaded once, and again when the store is damaged', async ({
  page,
}) => {
  await openEnginePage(page, 'http://engine.invalid')
  expect(await page.evaluate('isSecureContext')).toBe(false)
  const first = await engineOn<Answer<'loadOnce'>>(page, 'loadOnce()')
  expect(first.loadedBytes).toBeGreaterThan(10_000_000)
  expect((await engineOn<Answer<'loadOnce'>>(page, 'loadOnce()')).loadedBytes).toBe(0)
  await engineOn<Answer<'damageStore'>>(page, 'damageStore()')
  expect(await engineOn<Answer<'loadOnce'>>(page, 'loadOnce()')).toEqual(first)
})

test('[ENG-12] a model that arrives damaged is asked for again, and never used', async ({ page }) => {
  let tries = 0
  await openEnginePage(page, 'http://engine.invalid', (path, body) => {
    if (!path.endsWith('ssd_mobilenetv1_model.bin') || ++tries > 1) return body
    return Buffer.from(body).fill(7, 1000, 1001)
  })
  await engineOn<Answer<'loadOnce'>>(page, 'loadOnce()')
  expect(tries).toBe(2)
  expect((await engineOn<Answer<'loadOnce'>>(page, 'loadOnce()')).loadedBytes).toBe(0)
})

const dot = (one: readonly number[], other: readonly number[]) =>
  one.reduce((sum, value, i) => sum + value * (other[i] ?? NaN), 0)
const distance = (one: readonly number[], other: readonly number[]) =>
  Math.hypot(...one.map((value, i) => value - (other[i] ?? NaN)))
const cosine = (one: readonly number[], other: readonly number[]) =>
  dot(one, other) / Math.sqrt(dot(one, one) * dot(other, other))
