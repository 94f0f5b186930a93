import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createDiskBlobs, createSealedBlobs, type BlobStore } from './blob-store'
import { createVault } from './vault'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-blobs-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const bytes = new TextEncoder().encode('picture of somebody')
const stores: readonly [string, () => BlobStore][] = [
  ['on disk', () => createDiskBlobs(folder)],
  ['sealed on disk', () => createSealedBlobs(createDiskBlobs(folder), createVault(new Uint8Array(32)))],
]

describe.each(stores)('a blob store %s', (_name, create) => {
  test('[STO-8] keeps, replaces and deletes', async () => {
    const blobs = create()
    expect(await blobs.get('photos/p/1')).toBeNull()
    await blobs.put('photos/p/1', bytes)
    await blobs.put('photos/p/1', bytes)
    expect(new Uint8Array((await blobs.get('photos/p/1')) ?? [])).toEqual(bytes)
    expect(await blobs.has('photos/p/1')).toBe(true)
    await blobs.delete('photos/p/1')
    await blobs.delete('photos/p/1')
    expect(await blobs.has('photos/p/1')).toBe(false)
  })

  test('[STO-8] deletes everything under a prefix and nothing beside it', async () => {
    const blobs = create()
    for (const key of ['frames/a/1', 'frames/a/2', 'frames/ab/1', 'photos/a/1']) await blobs.put(key, bytes)
    await blobs.deleteAll('frames/a')
    await blobs.deleteAll('frames/none')
    expect(await blobs.list('frames')).toEqual(['ab'])
    expect(await blobs.has('photos/a/1')).toBe(true)
    expect(await blobs.list('crops')).toEqual([])
  })

  test.each([
    '../x/y',
    'frames/../../etc',
    'frames',
    'frames//1',
    'frames/a/..',
    '/frames/a',
    'frames/a/b\\c',
    'frames/ä/1',
  ])('[STO-8] a key that could leave the folder (%s) is refused', async (key) => {
    const blobs = create()
    await expect((async () => blobs.put(key, bytes))()).rejects.toThrow('not a blob key')
    await expect((async () => blobs.deleteAll(key))()).rejects.toThrow('not a blob key')
  })

  test('leaves no half-written file behind', async () => {
    await create().put('crops/s/1', bytes)
    expect(readdirSync(join(folder, 'crops', 's'))).toEqual(['1'])
  })
})

test('[PRI-1] a sealed blob on the disk shows nothing, and can’t be passed off as another', async () => {
  const blobs = createSealedBlobs(createDiskBlobs(folder), createVault(new Uint8Array(32)))
  await blobs.put('photos/p/1', bytes)
  const file = join(folder, 'photos', 'p', '1')
  expect(existsSync(file)).toBe(true)
  expect(readFileSync(file).includes('somebody')).toBe(false)
  writeFileSync(join(folder, 'photos', 'p', '2'), readFileSync(file))
  await expect(blobs.get('photos/p/2')).rejects.toThrow(/wrong key, or the file is damaged/)
})
