import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { bindMigrationAwareSqlAdapterFactory, type SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg'
import type { Migration } from '../migrate'

const NO_FILTERS = { externalTables: [], externalEnums: [] }

/** Loaded once: its bindings keep the instance in a module variable, and a second one would pull it away. */
let loaded: Promise<void> | undefined
async function loadEngine() {
  const require = createRequire(import.meta.url)
  const wasm = readFileSync(require.resolve('@prisma/schema-engine-wasm/schema_engine_bg').replace(/\.js$/, '.wasm'))
  const { instance } = await WebAssembly.instantiate(wasm, {
    // The bindings are the module's imports by construction; their types don't say so.
    './schema_engine_bg.js': bindings as unknown as WebAssembly.ModuleImports,
  })
  bindings.__wbg_set_wasm(instance.exports)
  const start = instance.exports['__wbindgen_start']
  if (typeof start !== 'function') throw new Error('the schema engine has another layout than expected')
  start()
}

/**
 * Prisma's own schema engine, the one behind `prisma migrate`, as WebAssembly: the native one is a download that a
 * closed network doesn't have. It must be of the release that `prisma` is of (both are pinned in package.json).
 */
export async function createSchemaEngine(databaseFile: string, schema: string) {
  await (loaded ??= loadEngine())
  const connections = new Connections({ url: `file:${databaseFile}` })
  const adapter = bindMigrationAwareSqlAdapterFactory(connections)
  const engine = await bindings.SchemaEngine.new({ datamodels: [['schema.prisma', schema]] }, () => {}, adapter)

  return {
    /** The SQL that would still bring the database of this engine to the schema; a comment alone when they agree. */
    missingSql: async () => {
      const files = [{ path: 'schema.prisma', content: schema }]
      const { stdout } = await engine.diff({
        from: { tag: 'schemaDatasource', files, configDir: '.' },
        to: { tag: 'schemaDatamodel', files },
        script: true,
        exitCode: null,
        filters: NO_FILTERS,
      })
      return (stdout ?? '').replace(/^--.*$/gm, '').trim()
    },
    /** `prisma migrate deploy`: the names of what it still had to apply. */
    deploy: async (migrations: readonly Migration[]) => {
      const { appliedMigrationNames } = await engine.applyMigrations({
        migrationsList: listFor(migrations),
        filters: NO_FILTERS,
      })
      return appliedMigrationNames
    },
    /** `prisma migrate status`. */
    diagnose: async (migrations: readonly Migration[]) =>
      engine.diagnoseMigrationHistory({
        migrationsList: listFor(migrations),
        optInToShadowDatabase: false,
        filters: NO_FILTERS,
      }),
    /** The engine locks the file for itself until its connections are closed. */
    close: () => connections.close(),
  }
}

class Connections extends PrismaBetterSqlite3 {
  readonly #open: SqlDriverAdapter[] = []
  override async connect() {
    const adapter = await super.connect()
    this.#open.push(adapter)
    return adapter
  }
  async close() {
    for (const adapter of this.#open.splice(0)) await adapter.dispose()
  }
}

const listFor = (migrations: readonly Migration[]) => ({
  baseDir: '/migrations',
  lockfile: { path: 'migration_lock.toml', content: 'provider = "sqlite"\n' },
  shadowDbInitScript: '',
  migrationDirectories: migrations.map(({ name, sql }) => ({
    path: name,
    migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value: sql } },
  })),
})
