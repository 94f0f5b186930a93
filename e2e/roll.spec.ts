import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'playwright/test'
import type { RollJson } from '../cli/roll/roll-json'
import { classFromData, classFromSamples, hasData } from './support/class-material'

let dir: string
test.beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'muster-e2e-'))
})
test.afterEach(() => rm(dir, { recursive: true, force: true }))

/** The command as a person runs it, in a process of its own. */
async function roll(...args: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'cli/roll.ts', ...args], {
    cwd: join(import.meta.dirname, '..'),
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let errors = ''
  child.stdout.resume()
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number]
  return { code, errors }
}

test('[E2E-1] the page works alone with --workers 0, and frames offered = described + skipped + failed', async ({
  browser,
}) => {
  const material = await classFromSamples(browser, dir)
  const [out, json] = [join(dir, 'r.xlsx'), join(dir, 'r.json')]
  const args = ['--people', material.peopleDir, '--video', material.clip, '--out', out, '--json', json]
  const { code, errors } = await roll(...args, '--workers', '0', '--fps', '1', '--mode', 'static')
  expect(errors).not.toContain('Error')
  expect(code).toBe(0)
  const { people, job } = JSON.parse(await readFile(json, 'utf8')) as RollJson
  expect(people.filter(({ status }) => status === 'present').map(({ id }) => id)).toEqual([...material.present])
  expect(job.mode).toBe('static')
  expect(job.workers.map(({ transport }) => transport)).toEqual(['local'])
  expect(existsSync(out)).toBe(true)
})

test('[E2E-1] strangers mark nobody', async () => {
  test.skip(!hasData, 'needs MUSTER_TEST_DATA')
  const material = await classFromData(dir, 'classroom-unknown', 12)
  const json = join(dir, 'r.json')
  const { code } = await roll(
    '--people',
    material.peopleDir,
    '--video',
    material.clip,
    '--out',
    join(dir, 'r.xlsx'),
    '--json',
    json,
  )
  expect(code).toBe(0)
  const { people } = JSON.parse(await readFile(json, 'utf8')) as RollJson
  expect(people.filter(({ status }) => status === 'present' || status === 'late')).toEqual([])
})

test('[CLI-3] bad input ends with one clear sentence, a non-zero exit and no report', async ({ browser }) => {
  const material = await classFromSamples(browser, dir)
  const out = join(dir, 'r.xlsx')
  const notVideo = join(dir, 'notes.mp4')
  await writeFile(notVideo, 'these are notes, not a video '.repeat(200))
  const empty = join(dir, 'empty.mp4')
  await writeFile(empty, '')
  const faceless = join(dir, 'faceless')
  await mkdir(join(faceless, 'nobody'), { recursive: true })

  const attempts = [
    { args: ['--people', join(dir, 'nowhere'), '--video', material.clip], says: 'There is no folder' },
    { args: ['--people', material.peopleDir, '--video', join(dir, 'none.mp4')], says: 'There is no file' },
    { args: ['--people', material.peopleDir, '--video', empty], says: 'is empty' },
    { args: ['--people', faceless, '--video', material.clip], says: 'holds no photo' },
    { args: ['--people', material.peopleDir, '--video', notVideo], says: 'not a video' },
  ]
  for (const { args, says } of attempts) {
    const { code, errors } = await roll(...args, '--out', out)
    expect(errors).toContain(says)
    expect(code).not.toBe(0)
    expect(existsSync(out)).toBe(false)
  }
})
