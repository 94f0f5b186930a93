/**
 * The Chromium that tests and the terminal commands drive: `MUSTER_BROWSER`, else one that the system has, else
 * Playwright's own, else Playwright's is downloaded.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium } from 'playwright'
import { bin } from './prepare.mjs'

const usual = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** @returns {string} the path of an executable; exits with one sentence when there is none and none can be had. */
export function findBrowser() {
  const found = [process.env.MUSTER_BROWSER, ...usual, chromium.executablePath()].find(
    (path) => path && existsSync(path),
  )
  if (found) return found
  console.log('• No Chromium found: downloading one (about a minute) …')
  spawnSync(bin('playwright'), ['install', 'chromium-headless-shell', 'chromium'], { stdio: 'inherit' })
  if (existsSync(chromium.executablePath())) return chromium.executablePath()
  console.error('No browser: install Chromium or Chrome, or set MUSTER_BROWSER to the path of one.')
  process.exit(1)
}

/** No sandbox only for root, who cannot have one; the rest keeps a test browser from talking to anyone else. */
export const browserArgs = [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
]
