import { existsSync } from 'node:fs'
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Browser } from 'playwright'
import { z } from 'zod'
import { makeClip } from '../../cli/demo/make-clip'
import { makePeople } from '../../cli/demo/make-people'
import { demoPeople, expectedPresent } from '../../cli/demo/scene'

/** A class to take the roll of: real photos and a real clip, or the package's samples where those are absent. */
export interface ClassMaterial {
  readonly peopleDir: string
  readonly clip: string
  readonly present: readonly string[]
  readonly absent: readonly string[]
}

export const dataFolder = resolve(process.env.MUSTER_TEST_DATA ?? '../shared/data')
export const hasData = existsSync(join(dataFolder, 'manifest.json'))

const Truth = z.object({
  expected_present: z.array(z.string()),
  enrolled_but_absent: z.array(z.string()),
  appearances: z.array(z.object({ who: z.string(), view: z.string().optional() })),
})

/** Somebody shown only small, turned away or half hidden may be left to a human; a clear view may not. */
const isClear = ({ view }: { view?: string | undefined }) => view === undefined || view === 'clear'

/** @param absentCount how many of those who are not in the clip are enrolled beside those who are. */
export async function classFromData(dir: string, clip: string, absentCount = Infinity): Promise<ClassMaterial> {
  const truth = Truth.parse(JSON.parse(await readFile(join(dataFolder, 'clips', `${clip}.truth.json`), 'utf8')))
  const absent = truth.enrolled_but_absent.slice(0, absentCount)
  const peopleDir = join(dir, 'people')
  for (const person of [...truth.expected_present, ...absent]) {
    const from = join(dataFolder, 'people', person)
    await mkdir(join(peopleDir, person), { recursive: true })
    for (const photo of (await readdir(from)).filter((name) => name.startsWith('enrol-')))
      await cp(join(from, photo), join(peopleDir, person, photo))
  }
  const seenClearly = new Set(truth.appearances.filter(isClear).map(({ who }) => who))
  const present = truth.expected_present.filter((person) => seenClearly.has(person))
  return { peopleDir, clip: join(dataFolder, 'clips', `${clip}.mp4`), present, absent }
}

/** The short class most journeys use. */
export async function smallClass(browser: Browser, dir: string): Promise<ClassMaterial> {
  if (hasData) return classFromData(dir, 'avengers', 9)
  return classFromSamples(browser, dir)
}

export async function classFromSamples(browser: Browser, dir: string): Promise<ClassMaterial> {
  const context = await browser.newContext()
  const { bytes, extension } = await makeClip(context)
  await context.close()
  const clip = join(dir, `class.${extension}`)
  await writeFile(clip, bytes)
  await makePeople(join(dir, 'people'))
  const absent = demoPeople.map(({ number }) => number).filter((number) => !expectedPresent.includes(number))
  return { peopleDir: join(dir, 'people'), clip, present: expectedPresent, absent }
}
