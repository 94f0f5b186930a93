import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { SqlDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import { getConfig } from './config'
import { PrismaClient, type Prisma } from './generated/prisma/client'
import { processWide, setProcessWide } from './process-wide'
import { DurableSqlite } from './sqlite-adapter'

export type Database = PrismaClient
/** The client or a caller's transaction: what every query takes. */
export type Db = PrismaClient | Prisma.TransactionClient

export const openDatabase = (file: string): Database =>
  openDatabaseWith(new DurableSqlite({ url: `file:${file}` }), file)

export function openDatabaseWith(adapter: SqlDriverAdapterFactory, file: string): Database {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  return new PrismaClient({
    adapter,
    // A register of a long class is written in one go; the default of 5 s is for servers with strangers' queries.
    transactionOptions: { timeout: 60_000, maxWait: 60_000 },
  })
}

/** The process's database. Opening is lazy: building the site evaluates route modules and must not touch data. */
export const getDatabase = (): Database => processWide('database', () => openDatabase(getConfig().databaseFile))

/** Sets the process's database, for whoever opens it otherwise. */
export const setDatabase = (db: Database): void => setProcessWide('database', db)

/** Lets the last write land and closes the file. */
export async function closeDatabase(): Promise<void> {
  await getDatabase().$disconnect()
  setProcessWide('database', undefined)
}

/** Whether a write failed because the row is there already. By its code: the error's class exists once per bundle. */
export const isUniqueViolation = (error: unknown): boolean => hasCode(error, 'P2002')
export const isMissingRow = (error: unknown): boolean => hasCode(error, 'P2025')
/** A row that this one needs is not there (any more). */
export const isMissingParent = (error: unknown): boolean => hasCode(error, 'P2003')

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code
