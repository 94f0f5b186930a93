import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isUniqueViolation, openDatabase, openDatabaseWith } from './db'
import { ThreadedSqlite } from './sqlite-thread'
import { freshDatabase } from './testing/fresh-database'

const device = (id: string) => ({ id, keyHash: id, name: '', backend: '', numericClass: '', lastSeenAt: new Date(0) })

describe.each([
  { where: 'on the caller’s thread', open: openDatabase },
  { where: 'on its own', open: (file: string) => openDatabaseWith(new ThreadedSqlite({ file }), file) },
])('a database $where', ({ open }) => {
  let fresh: ReturnType<typeof freshDatabase>
  beforeEach(() => {
    fresh = freshDatabase(open)
  })
  afterEach(() => fresh.remove())

  test("[STO-4] a write beside somebody's open transaction is not undone with it", async () => {
    const { db } = fresh
    let outside: Promise<unknown> = Promise.resolve()
    const undone = db.$transaction(async (tx) => {
      await tx.workerDevice.create({ data: device('inside') })
      // Prisma starts a query when it is awaited, and this one must wait for the transaction: so it is only started here.
      outside = db.workerDevice.create({ data: device('outside') }).then(() => undefined)
      await tx.workerDevice.count()
      throw new Error('rolled back')
    })
    await expect(undone).rejects.toThrow('rolled back')
    await outside
    expect((await db.workerDevice.findMany()).map(({ id }) => id)).toEqual(['outside'])
  })

  test('[STO-4] writes are on the disk when they are answered, and keys and deleted rows are taken seriously', async () => {
    const pragma = async (name: string) =>
      Object.values((await fresh.db.$queryRawUnsafe<object[]>(`PRAGMA ${name}`))[0] ?? {})
    expect(await pragma('journal_mode')).toEqual(['wal'])
    expect((await pragma('synchronous')).map(Number)).toEqual([2])
    expect((await pragma('foreign_keys')).map(Number)).toEqual([1])
    expect((await pragma('secure_delete')).map(Number)).toEqual([1])
  })

  test('[STO-4] many transactions and queries at once all come to an end', async () => {
    const { db } = fresh
    await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        i % 2 === 0
          ? db.$transaction(async (tx) => {
              await tx.workerDevice.create({ data: device(`t${i}`) })
              await tx.workerDevice.count()
            })
          : db.workerDevice.create({ data: device(`q${i}`) }),
      ),
    )
    expect(await db.workerDevice.count()).toBe(40)
  })

  test('[STO-4] a refused write says why, in and out of a transaction, and harms nothing after it', async () => {
    const { db } = fresh
    const bytes = new Uint8Array([0, 1, 128, 255])
    await db.workerDevice.create({ data: { ...device('one'), reputation: 'ü—x' } })
    const again = await db.workerDevice.create({ data: device('one') }).catch((error: unknown) => error)
    expect(isUniqueViolation(again)).toBe(true)
    const inside = db.$transaction(async (tx) => {
      await tx.workerDevice.create({ data: device('two') })
      await tx.workerDevice.create({ data: device('one') })
    })
    expect(isUniqueViolation(await inside.catch((error: unknown) => error))).toBe(true)
    expect((await db.workerDevice.findMany()).map(({ reputation }) => reputation)).toEqual(['ü—x'])
    await db.user.create({ data: { id: 'u', name: '', email: 'u@example.org' } })
    await db.person.create({ data: { id: 'p', number: '1', name: 'P', ownerId: 'u' } })
    const blank = { quality: 1, qualityParts: '{}', photoHash: '', fileName: '', blobKey: '', modelVersion: '' }
    await db.faceTemplate.create({ data: { ...blank, id: 't', personId: 'p', descriptor: bytes } })
    const row = await db.faceTemplate.findUniqueOrThrow({ where: { id: 't' } })
    expect([...row.descriptor]).toEqual([...bytes])
  })
})
