import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import type { SqlDriverAdapter, SqlQuery } from '@prisma/driver-adapter-utils'

/**
 * FULL, so that a committed report survives a power cut (better-sqlite3 is built with NORMAL for WAL). secure_delete
 * overwrites what is deleted: a face that was erased must not stay readable in free pages.
 */
const PRAGMAS = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA foreign_keys = ON;
  PRAGMA secure_delete = ON;
  PRAGMA busy_timeout = 5000;
`

/**
 * Prisma's adapter has one connection, and lets a query that is in no transaction slip into one that happens to be
 * open: it would be undone with that one's rollback, after its caller had been told that it was done. So everything
 * outside a transaction waits here until the open one has ended.
 *
 * The price: awaiting the client itself inside a `$transaction` callback, instead of the transaction it was handed,
 * waits for ever; Prisma ends that transaction after its timeout.
 */
export class DurableSqlite extends PrismaBetterSqlite3 {
  override async connect(): Promise<SqlDriverAdapter> {
    return durable(await super.connect())
  }
}

/** For any adapter with one connection. */
export async function durable(adapter: SqlDriverAdapter): Promise<SqlDriverAdapter> {
  await adapter.executeScript(PRAGMAS)
  return oneAtATime(adapter)
}

function oneAtATime(adapter: SqlDriverAdapter): SqlDriverAdapter {
  let last: Promise<void> = Promise.resolve()

  /** Resolves when everyone before has let go; the caller must call what it resolves to, once. */
  const takeTurn = async (): Promise<() => void> => {
    const before = last
    let letGo = () => {}
    last = new Promise((resolve) => (letGo = resolve))
    await before
    return letGo
  }
  const inTurn = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    const letGo = await takeTurn()
    try {
      return await work()
    } finally {
      letGo()
    }
  }

  return {
    provider: adapter.provider,
    adapterName: adapter.adapterName,
    queryRaw: (query: SqlQuery) => inTurn(() => adapter.queryRaw(query)),
    executeRaw: (query: SqlQuery) => inTurn(() => adapter.executeRaw(query)),
    executeScript: (script) => inTurn(() => adapter.executeScript(script)),
    startTransaction: async (isolationLevel) => {
      const letGo = await takeTurn()
      try {
        const transaction = await adapter.startTransaction(isolationLevel)
        const { commit, rollback } = transaction
        // Own properties, because the transaction keeps its state in private fields that a copy would not have.
        transaction.commit = () => commit.call(transaction).finally(letGo)
        transaction.rollback = () => rollback.call(transaction).finally(letGo)
        return transaction
      } catch (error) {
        letGo()
        throw error
      }
    },
    dispose: () => adapter.dispose(),
  }
}
