import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type BrowserContext } from 'playwright'
import { startServer } from '../../signaling/server'
import { browserArgs, findBrowser } from '../find-browser.mjs'

export interface Site {
  readonly url: string
  readonly browser: Browser
  /** Signed in as faculty: its pages and its `request` carry the cookie. */
  readonly faculty: BrowserContext
  stop(): Promise<void>
}

/** A coordinator with an empty database of its own on a free port, and a browser signed in to it. Stopping leaves nothing behind. */
export async function openSite(): Promise<Site> {
  const dataDir = await mkdtemp(join(tmpdir(), 'muster-'))
  const server = await startServer({ port: 0, host: '127.0.0.1', dataDir, logLevel: 'warn' })
  const browser = await chromium.launch({ executablePath: findBrowser(), args: browserArgs })
  const faculty = await browser.newContext({ baseURL: server.url, viewport: { width: 1280, height: 900 } })
  await createAccount(faculty)
  return {
    url: server.url,
    browser,
    faculty,
    stop: async () => {
      await browser.close()
      await server.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** First run: the account exists only as long as the site does, so its password may be anyone's guess. */
export async function createAccount(faculty: BrowserContext) {
  await postJson(faculty, '/api/v1/setup', {
    name: 'Terminal',
    email: 'terminal@muster.invalid',
    password: crypto.randomUUID(),
  })
}

/** A request to the site's own API with the faculty cookie. A refusal is thrown with the API's own sentence. */
export async function postJson(
  faculty: BrowserContext,
  path: string,
  data: unknown,
  method = 'POST',
): Promise<unknown> {
  const response = await faculty.request.fetch(path, { method, data })
  if (!response.ok()) throw new Error(await sentenceOf(response))
  return response.json()
}

export async function getJson(faculty: BrowserContext, path: string): Promise<unknown> {
  const response = await faculty.request.get(path)
  if (!response.ok()) throw new Error(await sentenceOf(response))
  return response.json()
}

async function sentenceOf(response: { status(): number; url(): string; text(): Promise<string> }): Promise<string> {
  const text = await response.text()
  const message = /"message":"([^"]+)"/.exec(text)?.[1]
  return message ?? `${response.url()} answered ${response.status()}`
}
