/**
 * `npm test`: gets ready, finds a browser, then lint, types, unit, integration and browser tests, and closes with the
 * sum of their counts. Every stage runs even when an earlier one failed, so that one run tells everything.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { bin, prepare, root } from './prepare.mjs'

await prepare({ build: true })
const { findBrowser } = await import('./find-browser.mjs')
const { checks, runCheck } = await import('./check.mjs')

const browser = findBrowser()
const results = join(root, 'test-results')
rmSync(results, { recursive: true, force: true })
mkdirSync(results, { recursive: true })

const total = { passed: 0, failed: 0, skipped: 0 }
for (const check of checks)
  stage(check.name, () =>
    runCheck(check) ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 },
  )
stage('unit', () => vitest('unit'))
stage('integration', () => vitest('integration'))
stage('browser', () => playwright())
if (!existsSync(dataFolder()))
  console.log(`Skipped ones need the photo set that MUSTER_TEST_DATA names (${dataFolder()} is not there).`)
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exit(total.failed > 0 ? 1 : 0)

function dataFolder() {
  return resolve(root, process.env.MUSTER_TEST_DATA ?? '../shared/data')
}

function stage(name, run) {
  const startedAt = Date.now()
  console.log(`\n• ${name} …`)
  const counts = run()
  for (const key of Object.keys(total)) total[key] += counts[key]
  console.log(
    `  ${name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped (${Math.round((Date.now() - startedAt) / 1000)} s)`,
  )
}

function vitest(project) {
  const file = join(results, `${project}.json`)
  const { status } = run('vitest', [
    'run',
    `--project=${project}`,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ])
  const report = readJson(file)
  if (!report) return { passed: 0, failed: 1, skipped: 0 }
  const failed = report.numFailedTests + (status !== 0 && report.numFailedTests === 0 ? 1 : 0)
  return { passed: report.numPassedTests, failed, skipped: report.numPendingTests + report.numTodoTests }
}

function playwright() {
  const file = join(results, 'browser.json')
  const { status } = run('playwright', ['test', '--reporter=list,json'], { PLAYWRIGHT_JSON_OUTPUT_NAME: file })
  const stats = readJson(file)?.stats
  if (!stats) return { passed: 0, failed: 1, skipped: 0 }
  const failed = stats.unexpected + (status !== 0 && stats.unexpected === 0 ? 1 : 0)
  return { passed: stats.expected + stats.flaky, failed, skipped: stats.skipped }
}

function run(program, args, env = {}) {
  return spawnSync(bin(program), args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, MUSTER_BROWSER: browser, ...env },
  })
}

function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}
