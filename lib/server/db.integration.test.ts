import { afterEach, beforeEach, expect, test } from 'vitest'
import { freshDatabase } from './testing/fresh-database'

let fresh: ReturnType<typeof freshDatabase>
beforeEach(() => {
  fresh = freshDatabase()
})
afterEach(() => fresh.remove())

const device = (id: string) => ({ id, keyHash: id, name: '', backend: '', numericClass: '', lastSeenAt: new Date(0) })

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
