import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Results that take minutes of CPU, kept between runs under a folder outside the repository. An entry is found by what went
 * in (bytes and the code that worked on them), so a changed engine never meets an old answer.
 */
export interface Cache {
  readonly get: <Value>(key: string, make: () => Promise<Value>) => Promise<Value>
}

const root = fileURLToPath(new URL('../..', import.meta.url))

export function openCache(dir: string, name: string): Cache {
  const folder = join(dir, name)
  mkdirSync(folder, { recursive: true })
  const known = new Set(readdirSync(folder))
  return {
    get: async <Value>(key: string, make: () => Promise<Value>) => {
      const file = `${hashOf(key)}.json`
      // Written by this very function for the same key.
      if (known.has(file)) return JSON.parse(readFileSync(join(folder, file), 'utf8'), revive) as Value
      const value = await make()
      writeFileSync(join(folder, `${file}.part`), JSON.stringify(value, flatten))
      renameSync(join(folder, `${file}.part`), join(folder, file))
      known.add(file)
      return value
    },
  }
}

export const hashOf = (...parts: readonly (string | Uint8Array)[]): string => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex').slice(0, 20)
}

/** A name for code: changes with any of these files or, of a folder, any of the sources in it. */
export function codeName(...paths: readonly string[]): string {
  const sources = paths.flatMap((path) =>
    path.endsWith('.ts') || path.endsWith('.json')
      ? [path]
      : readdirSync(join(root, path))
          .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
          .map((file) => join(path, file)),
  )
  return hashOf(...sources.sort().map((path) => readFileSync(join(root, path))))
}

const flatten = (_: string, value: unknown) =>
  value instanceof Float32Array
    ? { float32: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') }
    : value

const revive = (_: string, value: unknown) => {
  if (typeof value !== 'object' || value === null || !('float32' in value) || typeof value.float32 !== 'string')
    return value
  const bytes = Buffer.from(value.float32, 'base64')
  return new Float32Array(new Uint8Array(bytes).buffer)
}
