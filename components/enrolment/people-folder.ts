import { fail, ok, type Result } from '@/lib/core/result'
import type { PersonLine } from './people-csv'

/** A file with its path inside what was dropped or chosen: "people/ada/1.jpg". */
export interface PathFile<File = unknown> {
  readonly path: string
  readonly file: File
}

export interface FolderPerson<File = unknown> {
  /** The folder's name: registration number or slug. */
  readonly number: string
  readonly name: string
  readonly email: string | null
  readonly photos: readonly { readonly fileName: string; readonly file: File }[]
}

export interface PeopleFolder<File = unknown> {
  readonly people: readonly FolderPerson<File>[]
  /** What was left out and why, a sentence each. */
  readonly remarks: readonly string[]
}

const photoName = /\.(jpe?g|png|webp|avif|gif|bmp|heic|heif)$/i
const MAX_PEOPLE = 2000
const MAX_PHOTOS_PER_PERSON = 20

/** Finds people.csv at the top of what was chosen. */
export const findPeopleCsv = <File>(files: readonly PathFile<File>[]): File | null =>
  files.find(({ path }) => /^([^/]+\/)?people\.csv$/i.test(path))?.file ?? null

/**
 * One sub-folder a person, named by registration number or slug; photos deeper inside belong to the same person. Several
 * folders dropped at once are people themselves. The problem is a sentence that says how a folder must look.
 */
export function readPeopleFolder<File>(
  files: readonly PathFile<File>[],
  lines: readonly PersonLine[],
): Result<PeopleFolder<File>, string> {
  const photos = files
    .map(({ path, file }) => ({ parts: path.split('/').filter((part) => part !== ''), file }))
    .filter(({ parts }) => photoName.test(parts.at(-1) ?? '') && !parts.some((part) => part.startsWith('.')))
  if (photos.length === 0) return fail('There is no photo in what you chose. Choose a folder with one folder a person.')
  const roots = new Set(photos.filter(({ parts }) => parts.length > 1).map(({ parts }) => parts[0]))
  const depth = roots.size > 1 ? 0 : 1
  const byNumber = new Map<string, { fileName: string; file: File }[]>()
  let strayCount = 0
  for (const { parts, file } of photos) {
    const number = parts.length > depth + 1 ? parts[depth] : undefined
    if (number === undefined) strayCount += 1
    else byNumber.set(number, [...(byNumber.get(number) ?? []), { fileName: parts.slice(depth + 1).join('/'), file }])
  }
  if (byNumber.size === 0)
    return fail('The photos lie side by side. Put each person’s photos into a folder named by registration number.')
  if (byNumber.size > MAX_PEOPLE) return fail(`That is ${byNumber.size} people; at most ${MAX_PEOPLE} fit in one go.`)
  const known = new Map(lines.map((line) => [line.id.toLowerCase(), line]))
  const remarks: string[] = []
  if (strayCount > 0)
    remarks.push(`${strayCount} ${strayCount === 1 ? 'photo lies' : 'photos lie'} outside the people’s folders.`)
  const people = [...byNumber]
    .sort(([one], [two]) => one.localeCompare(two, 'en', { numeric: true }))
    .map(([number, all]): FolderPerson<File> => {
      const sorted = all.sort((one, two) => one.fileName.localeCompare(two.fileName, 'en', { numeric: true }))
      if (sorted.length > MAX_PHOTOS_PER_PERSON)
        remarks.push(`${number} has ${sorted.length} photos; the first ${MAX_PHOTOS_PER_PERSON} are used.`)
      const line = known.get(number.toLowerCase())
      return {
        number,
        name: line && line.name !== '' ? line.name : nameOfSlug(number),
        email: line?.email ?? null,
        photos: sorted.slice(0, MAX_PHOTOS_PER_PERSON),
      }
    })
  const folders = new Set(people.map((person) => person.number.toLowerCase()))
  const missing = lines.filter((line) => !folders.has(line.id.toLowerCase())).length
  if (missing > 0)
    remarks.push(
      `${missing} ${missing === 1 ? 'person' : 'people'} of people.csv ${missing === 1 ? 'has' : 'have'} no folder.`,
    )
  return ok({ people, remarks })
}

/** "ada-lovelace" → "Ada Lovelace"; a registration number stays as it is. */
export function nameOfSlug(slug: string): string {
  if (/\d/.test(slug)) return slug
  return slug
    .split(/[-_ ]+/)
    .filter((word) => word !== '')
    .map((word) => word[0]?.toLocaleUpperCase() + word.slice(1))
    .join(' ')
}
