import { defineConfig } from 'playwright/test'
import { browserArgs, findBrowser } from './cli/find-browser.mjs'

/**
 * Browser journeys. Each one starts a coordinator of its own on a free port with a database of its own, so they share
 * nothing; one at a time, because each may use every core for recognition.
 */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/browser',
  workers: 1,
  retries: 0,
  timeout: 240_000,
  expect: { timeout: 30_000 },
  use: {
    launchOptions: { executablePath: findBrowser(), args: browserArgs },
    trace: 'off',
    // Faces are personal data: no screenshot or video of a page is kept.
    screenshot: 'off',
    video: 'off',
  },
})
