import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import { createStore, del, get, keys, set } from 'idb-keyval'
import { ModelManifest, readModels, type ModelBytes, type ModelFile } from './model-manifest'

const TRIES = 3

export interface LoadedModels {
  readonly modelVersion: string
  readonly models: ModelBytes
}

/**
 * The models from this device's store, or from the server into the store: each file is downloaded once and checked
 * against the manifest's SHA-256 whenever it is read. IndexedDB, because phones open the site over plain HTTP, where
 * there is no Cache API.
 */
export async function loadModels(
  assetBase: string,
  onProgress: (loadedBytes: number, totalBytes: number) => void,
): Promise<LoadedModels> {
  const answer = await fetch(`${assetBase}models/manifest.json`, { cache: 'no-cache' })
  if (!answer.ok) throw new Error(`the model manifest answered ${answer.status}`)
  const manifest = ModelManifest.parse(await answer.json())
  const store = openStore()
  const stored = new Map<ModelFile, ArrayBuffer>()
  for (const file of manifest.files) {
    const bytes = await store.read(file.sha256)
    if (bytes && (await isWhole(bytes, file))) stored.set(file, bytes)
  }
  const missing = manifest.files.filter((file) => !stored.has(file))
  const total = missing.reduce((sum, file) => sum + file.bytes, 0)
  const loaded = new Map<ModelFile, number>()
  const models = await readModels(manifest, async (file) => {
    const known = stored.get(file)
    if (known) return known
    const bytes = await download(`${assetBase}models/${file.path}`, file, (fileBytes) => {
      loaded.set(file, fileBytes)
      onProgress(
        [...loaded.values()].reduce((sum, value) => sum + value, 0),
        total,
      )
    })
    await store.write(file.sha256, bytes)
    return bytes
  })
  await store.keepOnly(manifest.files.map((file) => file.sha256))
  return { modelVersion: manifest.modelVersion, models }
}

async function download(url: string, file: ModelFile, onBytes: (loaded: number) => void): Promise<ArrayBuffer> {
  for (let attempt = 1; ; attempt++) {
    try {
      // A second try asks past the browser's cache: what is damaged may be damaged there.
      const answer = await fetch(`${url}?${file.sha256.slice(0, 12)}`, { cache: attempt === 1 ? 'default' : 'reload' })
      if (!answer.ok || !answer.body) throw new Error(`${file.path} answered ${answer.status}`)
      const bytes = await collect(answer.body, file.bytes, onBytes)
      if (!(await isWhole(bytes, file))) throw new Error(`${file.path} arrived damaged`)
      return bytes
    } catch (error) {
      if (attempt === TRIES) throw error
    }
  }
}

async function collect(body: ReadableStream<Uint8Array>, expected: number, onBytes: (loaded: number) => void) {
  const bytes = new Uint8Array(expected)
  const reader = body.getReader()
  let at = 0
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    if (at + piece.value.length > expected) throw new Error('more bytes than the manifest names')
    bytes.set(piece.value, at)
    at += piece.value.length
    onBytes(at)
  }
  if (at !== expected) throw new Error('fewer bytes than the manifest names')
  return bytes.buffer
}

async function isWhole(bytes: ArrayBuffer, { bytes: expected, sha256: wanted }: ModelFile): Promise<boolean> {
  if (bytes.byteLength !== expected) return false
  // The browser's own hash is ten times as fast and missing on plain HTTP.
  const digest = globalThis.crypto?.subtle
    ? new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
    : sha256(new Uint8Array(bytes))
  return bytesToHex(digest) === wanted
}

/** A store that may be missing or full (private windows): then the models are downloaded each time, and that is all. */
function openStore() {
  const attempt = async <Value>(work: () => Promise<Value>): Promise<Value | null> => {
    try {
      return await work()
    } catch {
      return null
    }
  }
  const files = typeof indexedDB === 'undefined' ? null : createStore('muster-models', 'files')
  return {
    read: (key: string) =>
      attempt(async () => {
        const value: unknown = files ? await get(key, files) : null
        return value instanceof ArrayBuffer ? value : null
      }),
    write: (key: string, bytes: ArrayBuffer) => attempt(async () => files && set(key, bytes, files)),
    keepOnly: (wanted: readonly string[]) =>
      attempt(async () => {
        if (!files) return
        const old = (await keys(files)).filter((key) => typeof key !== 'string' || !wanted.includes(key))
        await Promise.all(old.map((key) => del(key, files)))
      }),
  }
}
