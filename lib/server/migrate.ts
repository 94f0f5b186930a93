import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Sqlite from 'better-sqlite3'

export const MIGRATIONS_DIR = fileURLToPath(new URL('../../prisma/migrations', import.meta.url))

export interface Migration {
  readonly name: string
  readonly sql: string
  /** Hex SHA-256 of the file, as Prisma computes it. */
  readonly checksum: string
}

export function listMigrations(folder = MIGRATIONS_DIR): Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(join(folder, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    })
}

/**
 * Brings the database file up to date and returns the names of what was applied. Each migration is one transaction
 * together with its line in `_prisma_migrations`, so that a kill leaves the database before or after it, never between.
 * Prisma's own `migrate deploy` reads the same table and finds nothing left to do.
 *
 * Throws one sentence when going on could lose data: a migration that changed after it was applied, one that failed, or
 * a database that a newer version has already changed.
 */
export function migrate(file: string, migrations: readonly Migration[] = listMigrations()): string[] {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const database = new Sqlite(file)
  try {
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    // Redefining a table drops the old one, and with keys on, that would cascade through its children. The setting
    // can't be changed inside a transaction; `foreign_key_check` below makes up for it.
    database.pragma('foreign_keys = OFF')
    database.exec(MIGRATIONS_TABLE)
    const applied = readApplied(database)
    checkHistory(applied, migrations)
    const missing = migrations.filter(({ name }) => !applied.some((row) => row.migration_name === name))
    for (const migration of missing) apply(database, migration)
    return missing.map(({ name }) => name)
  } finally {
    database.close()
  }
}

/** Word for word what Prisma's schema engine makes on SQLite, so that either may come first. */
const MIGRATIONS_TABLE = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id"                    TEXT PRIMARY KEY NOT NULL,
    "checksum"              TEXT NOT NULL,
    "finished_at"           DATETIME,
    "migration_name"        TEXT NOT NULL,
    "logs"                  TEXT,
    "rolled_back_at"        DATETIME,
    "started_at"            DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count"   INTEGER UNSIGNED NOT NULL DEFAULT 0
)`

interface AppliedRow {
  readonly migration_name: string
  readonly checksum: string
  readonly finished_at: string | null
}

const readApplied = (database: Sqlite.Database): AppliedRow[] =>
  database
    .prepare<[], AppliedRow>(
      'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at',
    )
    .all()

function checkHistory(applied: readonly AppliedRow[], migrations: readonly Migration[]): void {
  for (const row of applied) {
    const migration = migrations.find(({ name }) => name === row.migration_name)
    if (row.finished_at === null) {
      throw new Error(`Migration ${row.migration_name} did not finish; restore the database from a backup.`)
    }
    if (!migration) {
      throw new Error(
        `The database has migration ${row.migration_name}, which this version does not know: it is newer.`,
      )
    }
    if (migration.checksum !== row.checksum) {
      throw new Error(`Migration ${row.migration_name} was edited after it was applied; a migration is never edited.`)
    }
  }
}

function apply(database: Sqlite.Database, { name, sql, checksum }: Migration): void {
  const startedAt = prismaTime()
  database.exec('BEGIN IMMEDIATE')
  try {
    database.exec(sql)
    const broken = database.pragma('foreign_key_check')
    if (Array.isArray(broken) && broken.length > 0) {
      throw new Error(`it would leave ${broken.length} rows without the row they belong to`)
    }
    database
      .prepare(
        `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
         VALUES (?, ?, ?, ?, ?, 1)`,
      )
      .run(randomUUID(), checksum, prismaTime(), name, startedAt)
    database.exec('COMMIT')
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK')
    throw new Error(
      `Migration ${name} failed and was undone: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

/** The way the schema engine writes instants on SQLite. */
const prismaTime = () => new Date().toISOString().replace('Z', '+00:00')
