import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { getConfig } from './config'
import { processWide } from './process-wide'
import { getVault, type Vault } from './vault'

/**
 * Pictures by name. Keys look like `frames/<job>/<place>`, `photos/<person>/<photo>`, `crops/<session>/<crop>`: deleting
 * a job, a person or a session deletes everything under its prefix, whatever the database remembers of it.
 */
export interface BlobStore {
  /** Whole and on disk once it resolves; a crash leaves the old value or the new one. */
  put(key: string, bytes: Uint8Array): Promise<void>
  get(key: string): Promise<Uint8Array | null>
  has(key: string): Promise<boolean>
  /** Deleting what is not there is fine. */
  delete(key: string): Promise<void>
  /** Everything whose key begins with `prefix` and a slash. */
  deleteAll(prefix: string): Promise<void>
  /** The next part of every key under a kind: `list('frames')` names the jobs that have frames. */
  list(kind: 'frames' | 'photos' | 'crops'): Promise<string[]>
}

export const framesKey = (jobId: string, position: number): string => `frames/${jobId}/${position}`
export const framesPrefix = (jobId: string): string => `frames/${jobId}`
export const photoKey = (personId: string, templateId: string): string => `photos/${personId}/${templateId}`
export const photosPrefix = (personId: string): string => `photos/${personId}`
export const cropsPrefix = (sessionId: string): string => `crops/${sessionId}`
export const cropBlobKey = (sessionId: string, cropId: string): string => `crops/${sessionId}/${cropId}`

/** The embedded store: a folder. */
export function createDiskBlobs(folder: string): BlobStore {
  const pathOf = (key: string) => join(folder, ...segmentsOf(key))
  return {
    put: async (key, bytes) => {
      const path = pathOf(key)
      const part = `${path}.${randomUUID()}.part`
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      try {
        const file = await open(part, 'wx', 0o600)
        try {
          await file.writeFile(bytes)
          await file.sync()
        } finally {
          await file.close()
        }
        await rename(part, path)
      } catch (error) {
        await rm(part, { force: true })
        throw error
      }
    },
    get: (key) => readFile(pathOf(key)).catch(nullIfMissing),
    has: async (key) => (await stat(pathOf(key)).catch(nullIfMissing)) !== null,
    delete: async (key) => {
      await unlink(pathOf(key)).catch(nullIfMissing)
    },
    deleteAll: (prefix) => rm(pathOf(prefix), { recursive: true, force: true }),
    list: async (kind) => (await readdir(join(folder, kind)).catch(nullIfMissing)) ?? [],
  }
}

/** The same store with everything in it encrypted, each blob bound to its key. */
export function createSealedBlobs(blobs: BlobStore, vault: Vault): BlobStore {
  return {
    ...blobs,
    put: (key, bytes) => blobs.put(key, vault.seal(bytes, key)),
    get: async (key) => {
      const sealed = await blobs.get(key)
      if (!sealed) return null
      const opened = vault.open(sealed, key)
      if (!opened.ok) throw new Error(`Blob ${key} can't be opened: wrong key, or the file is damaged.`)
      return opened.value
    },
  }
}

export const getBlobs = (): BlobStore =>
  processWide('blobs', () => createSealedBlobs(createDiskBlobs(getConfig().blobDir), getVault()))

const SEGMENT = /^[\w-]{1,80}$/

/** Keys are ours, but parts of them come from addresses: a segment that could climb out of the folder is a bug. */
function segmentsOf(key: string): string[] {
  const segments = key.split('/')
  if (segments.length < 2 || !segments.every((segment) => SEGMENT.test(segment))) throw new Error('not a blob key')
  return segments
}

function nullIfMissing(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
  throw error
}
