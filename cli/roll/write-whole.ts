import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

/** All of it or nothing: a report that is half written looks like a whole one. */
export async function writeWhole(path: string, content: string | Uint8Array) {
  await mkdir(dirname(resolve(path)), { recursive: true })
  const part = `${path}.part`
  await writeFile(part, content)
  await rename(part, path)
}
