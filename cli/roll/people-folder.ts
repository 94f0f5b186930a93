import { readdir, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fail, ok, type Result } from '../../lib/core/result'

const photoExtensions = new Set(['.jpg', '.jpeg', '.png', '.webp'])

export interface PersonFolder {
  /** Name of the folder: the registration number or slug that the register shows. */
  readonly id: string
  readonly photos: readonly string[]
}

/** Lists a folder of people without reading any picture. The problem is a sentence naming the folder that is wrong. */
export async function listPeople(
  dir: string,
  { skipBad }: { skipBad: boolean },
): Promise<Result<PersonFolder[], string>> {
  const info = await stat(dir).catch(() => null)
  if (!info) return fail(`There is no folder ${dir}.`)
  if (!info.isDirectory()) return fail(`${dir} is a file; --people wants a folder with one folder a person.`)
  const entries = await readdir(dir, { withFileTypes: true })
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
  if (folders.length === 0) return fail(`${dir} holds no folders: each person needs one, named by registration number.`)
  const people: PersonFolder[] = []
  for (const { name } of folders.sort((a, b) => a.name.localeCompare(b.name))) {
    const files = (await readdir(join(dir, name))).filter((file) => photoExtensions.has(extname(file).toLowerCase()))
    if (files.length > 0) people.push({ id: name, photos: files.sort().map((file) => join(dir, name, file)) })
    else if (!skipBad)
      return fail(`${join(dir, name)} holds no photo (jpg, png or webp). --skip-bad goes on without it.`)
  }
  return people.length > 0 ? ok(people) : fail(`${dir} holds no photo at all.`)
}
