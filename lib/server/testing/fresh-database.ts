import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDiskBlobs, createSealedBlobs } from '../blob-store'
import { openDatabase } from '../db'
import { migrate } from '../migrate'
import { createVault } from '../vault'

/** A migrated database, a vault and a blob store in a folder of their own, which `remove` deletes. */
export function freshDatabase(open = openDatabase) {
  const folder = mkdtempSync(join(tmpdir(), 'muster-test-'))
  const file = join(folder, 'muster.db')
  migrate(file)
  const db = open(file)
  const vault = createVault(new Uint8Array(32).fill(7))
  const disk = createDiskBlobs(join(folder, 'blobs'))
  return {
    folder,
    file,
    db,
    vault,
    blobs: createSealedBlobs(disk, vault),
    blobFolder: join(folder, 'blobs'),
    remove: async () => {
      await db.$disconnect()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
