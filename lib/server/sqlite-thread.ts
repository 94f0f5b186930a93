import { Worker } from 'node:worker_threads'
import type { SqlDriverAdapter, SqlDriverAdapterFactory, SqlQuery, Transaction } from '@prisma/driver-adapter-utils'
import { durable } from './sqlite-adapter'

/**
 * SQLite on a thread of its own, for the coordinator. Each statement and each wait for the disk would otherwise stand between
 * it and its sockets: a register that is being written takes a tenth of a second, a slow disk any time.
 */
export class ThreadedSqlite implements SqlDriverAdapterFactory {
  readonly provider = 'sqlite'
  readonly adapterName = 'muster-sqlite-thread'
  readonly #file: string

  constructor({ file }: { readonly file: string }) {
    this.#file = file
  }

  connect(): Promise<SqlDriverAdapter> {
    return durable(threadAdapter(this, startThread(this.#file)))
  }
}

export type SqlQuestion =
  | { readonly type: 'query' | 'execute'; readonly query: SqlQuery }
  | { readonly type: 'script'; readonly script: string }
  | { readonly type: 'close' }

interface SqlThread {
  ask<Value>(question: SqlQuestion): Promise<Value>
  end(): Promise<void>
}

type Reply =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly trouble: { readonly message: string; readonly cause?: unknown } }

interface Waiting {
  readonly resolve: (answer: never) => void
  readonly reject: (error: Error) => void
}

function startThread(file: string): SqlThread {
  // Without our own start-up flags: tsx would be loaded there, too.
  const worker = new Worker(new URL('./sqlite-thread-main.mjs', import.meta.url), {
    workerData: { file },
    execArgv: [],
  })
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  worker.on('message', (reply: Reply) => {
    const asked = waiting.get(reply.id)
    waiting.delete(reply.id)
    // A process that has nothing else to do may end, but never before its last statement has.
    if (waiting.size === 0) worker.unref()
    if ('answer' in reply) asked?.resolve(reply.answer as never)
    else asked?.reject(driverError(reply.trouble))
  })
  worker.on('error', (error) => {
    for (const { reject } of waiting.values()) reject(error)
    // A coordinator without its database is of no use: the next start takes everything up again.
    throw error
  })
  worker.unref()
  return {
    ask: (question) =>
      new Promise((resolve, reject) => {
        const id = (lastId += 1)
        waiting.set(id, { resolve, reject })
        worker.ref()
        worker.postMessage({ id, question })
      }),
    end: async () => void (await worker.terminate()),
  }
}

/** As Prisma's adapters throw them: it knows them by their name. */
const driverError = ({ message, cause }: { readonly message: string; readonly cause?: unknown }): Error =>
  Object.assign(new Error(message, { cause }), cause === undefined ? {} : { name: 'DriverAdapterError' })

const statement = (sql: string): SqlQuestion => ({ type: 'execute', query: { sql, args: [], argTypes: [] } })

function threadAdapter(
  { provider, adapterName }: Pick<SqlDriverAdapter, 'provider' | 'adapterName'>,
  thread: SqlThread,
): SqlDriverAdapter {
  const run = {
    provider,
    adapterName,
    queryRaw: (query: SqlQuery) =>
      thread.ask<Awaited<ReturnType<SqlDriverAdapter['queryRaw']>>>({ type: 'query', query }),
    executeRaw: (query: SqlQuery) => thread.ask<number>({ type: 'execute', query }),
  }
  return {
    ...run,
    executeScript: (script) => thread.ask<void>({ type: 'script', script }),
    startTransaction: async (): Promise<Transaction> => {
      await thread.ask(statement('BEGIN'))
      // Prisma sends COMMIT and ROLLBACK as statements and then says so; there is one connection, and whose turn it is
      // is settled outside (sqlite-adapter.ts).
      const settled = async (): Promise<void> => undefined
      return { ...run, options: { usePhantomQuery: false }, commit: settled, rollback: settled }
    },
    dispose: async () => {
      await thread.ask({ type: 'close' })
      await thread.end()
    },
  }
}
