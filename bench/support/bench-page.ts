import { createReadStream, existsSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright'
import { browserArgs, findBrowser } from '../../cli/find-browser.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const TYPES: Record<string, string> = { '.js': 'text/javascript', '.wasm': 'application/wasm' }
/** What the site itself serves to its workers. */
const ASSETS = /^\/(feeder|vendor\/ffmpeg)\/[\w-]+\.(js|wasm)$/

export interface BenchPages {
  readonly browser: Browser
  /** A page with the bundled script loaded, in a context of its own unless one is given. */
  readonly open: (context?: BrowserContext, browser?: Browser) => Promise<Page>
  readonly openBrowser: () => Promise<Browser>
  readonly close: () => Promise<void>
}

/**
 * Chromium pages on localhost (a secure context, isolated as the site is) that run one bundled script.
 * @param script below bench/; it puts what it offers on `globalThis[ready]`.
 * @param files what else is served, by path.
 */
export async function openBenchPages(
  script: string,
  ready: string,
  files: Readonly<Record<string, () => Buffer>> = {},
): Promise<BenchPages> {
  const bundle = await bundleOf(script)
  const server = createServer((request, response) => serve({ bundle, files }, request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A TCP server that listens has an address with a port.
  const { port } = server.address() as AddressInfo
  const browsers: Browser[] = []
  const openBrowser = async () => {
    const browser = await chromium.launch({ executablePath: findBrowser(), args: [...browserArgs] })
    browsers.push(browser)
    return browser
  }
  const first = await openBrowser()
  return {
    browser: first,
    openBrowser,
    open: async (context, browser = first) => {
      const page = await (context ?? (await browser.newContext())).newPage()
      await page.goto(`http://localhost:${port}/`)
      await page.waitForFunction((name) => name in globalThis, ready)
      return page
    },
    close: async () => {
      for (const browser of browsers) await browser.close()
      server.close()
    },
  }
}

function serve(
  { bundle, files }: { bundle: string; files: Readonly<Record<string, () => Buffer>> },
  request: IncomingMessage,
  response: ServerResponse,
) {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost')
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
  response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp')
  response.setHeader(
    'Content-Type',
    TYPES[extname(pathname)] ?? (pathname === '/' ? 'text/html' : 'application/octet-stream'),
  )
  if (pathname === '/') return response.end('<!doctype html><script type="module" src="/page.js"></script>')
  if (pathname === '/page.js') return response.end(bundle)
  const file = files[pathname]
  if (file) return response.end(file())
  const asset = join(root, 'public', pathname)
  if (ASSETS.test(pathname) && existsSync(asset)) return createReadStream(asset).pipe(response)
  response.statusCode = 404
  return response.end()
}

async function bundleOf(script: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'bench', script)],
    ...{ bundle: true, format: 'esm', target: 'es2022', write: false, logLevel: 'error' },
  })
  const [file] = outputFiles
  if (!file) throw new Error('esbuild wrote nothing')
  return file.text
}
