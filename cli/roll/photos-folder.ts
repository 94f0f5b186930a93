import { readdir, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fail, ok, type Result } from '../../lib/core/result'

/** What the browser may read. */
const READABLE = new Set(['.jpg', '.jpeg', '.png', '.webp', '.avif', '.gif', '.bmp'])
/** Pictures that no browser reads: they are answered for, as everything in the folder that is a picture. */
const FOREIGN = new Set(['.tif', '.tiff', '.heic', '.heif'])

export interface PhotoFile {
  /** Below the folder, with `/` between its parts. */
  readonly file: string
  readonly path: string
  readonly isReadable: boolean
}

/** Every picture below a folder, by name. The problem is a sentence. */
export async function listPhotos(dir: string): Promise<Result<PhotoFile[], string>> {
  const info = await stat(dir).catch(() => null)
  if (!info) return fail(`There is no folder ${dir}.`)
  if (!info.isDirectory()) return fail(`${dir} is a file; --photos wants a folder of pictures.`)
  const photos: PhotoFile[] = []
  for (const entry of await readdir(dir, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name)
    const file = path.slice(join(dir, '/').length).replaceAll('\\', '/')
    const extension = extname(entry.name).toLowerCase()
    const isHidden = file.split('/').some((part) => part.startsWith('.') || part === '__MACOSX')
    if (isHidden || !(READABLE.has(extension) || FOREIGN.has(extension))) continue
    const isFile = entry.isFile() || (entry.isSymbolicLink() && (await stat(path).catch(() => null))?.isFile())
    if (isFile) photos.push({ file, path, isReadable: READABLE.has(extension) })
  }
  photos.sort((one, other) => (one.file < other.file ? -1 : 1))
  if (photos.length === 0) return fail(`${dir} holds no picture (jpg, png, webp, avif, gif or bmp).`)
  if (photos.length > MOST) return fail(`${dir} holds ${photos.length} pictures; ${MOST} at a time is the limit.`)
  return photos.some(({ isReadable }) => isReadable)
    ? ok(photos)
    : fail(`No picture in ${dir} can be read by a browser.`)
}
/** The wire's bound on the names of a set (lib/protocol/faculty.ts). */
const MOST = 5_000
