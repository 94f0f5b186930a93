import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listMigrations, migrate, type Migration } from './migrate'
import { createSchemaEngine } from './testing/schema-engine'

const SCHEMA = readFileSync(new URL('../../prisma/schema.prisma', import.meta.url), 'utf8')

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-migrate-'))
  file = join(folder, 'muster.db')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const extra = (sql: string): Migration => ({ name: '9999_extra', sql, checksum: 'f'.repeat(64) })

describe('schema and migrations', () => {
  test("[STO-1] Prisma's engine finds nothing to add to the migrations", async () => {
    migrate(file)
    const engine = await createSchemaEngine(file, SCHEMA)
    expect(await engine.missingSql()).toBe('')
    await engine.close()
  })

  test.each([
    ['a column', 'model User {', 'model User {\n  nickname String?'],
    ['an index', '@@index([ownerId]) // the', '// the'],
    ['a unique key', '@@unique([jobId, position])', ''],
    ['what deleting does', 'onDelete: Cascade', 'onDelete: Restrict'],
  ])('[STO-1] a schema that differs by %s is noticed', async (_what, from, to) => {
    expect(SCHEMA).toContain(from)
    migrate(file)
    const engine = await createSchemaEngine(file, SCHEMA.replace(from, to))
    expect(await engine.missingSql()).not.toBe('')
    await engine.close()
  })
})

describe('applying migrations', () => {
  test('[STO-2] after the server, `prisma migrate deploy` has nothing to do and finds no fault', async () => {
    const migrations = listMigrations()
    expect(migrate(file)).toEqual(migrations.map(({ name }) => name))
    const engine = await createSchemaEngine(file, SCHEMA)
    expect(await engine.deploy(migrations)).toEqual([])
    expect(await engine.diagnose(migrations)).toMatchObject({
      editedMigrationNames: [],
      failedMigrationNames: [],
      hasMigrationsTable: true,
      history: null,
    })
    await engine.close()
  })

  test('[STO-2] after `prisma migrate deploy`, the server has nothing to do', async () => {
    const engine = await createSchemaEngine(file, SCHEMA)
    expect(await engine.deploy(listMigrations())).toHaveLength(listMigrations().length)
    await engine.close()
    expect(migrate(file)).toEqual([])
  })

  test('[STO-3] a migration that fails half-way leaves nothing behind', () => {
    migrate(file)
    const broken = extra('CREATE TABLE "Half" ("id" TEXT); CREATE TABLE "Half" ("id" TEXT);')
    expect(() => migrate(file, [...listMigrations(), broken])).toThrow(/9999_extra failed and was undone/)
    const database = new Sqlite(file)
    expect(database.prepare("SELECT name FROM sqlite_master WHERE name = 'Half'").all()).toEqual([])
    expect(migrate(file)).toEqual([])
    database.close()
  })

  test('[STO-3] redefining a parent table does not delete its children', () => {
    migrate(file)
    const database = new Sqlite(file)
    database.exec(`INSERT INTO "User" (id, name, email, updatedAt) VALUES ('u', 'n', 'e', 0);
      INSERT INTO "Course" (id, name, ownerId) VALUES ('c', 'n', 'u')`)
    const redefine = extra(`PRAGMA foreign_keys=OFF;
      CREATE TABLE "new_User" AS SELECT * FROM "User"; DROP TABLE "User"; ALTER TABLE "new_User" RENAME TO "User";
      CREATE UNIQUE INDEX "User_id" ON "User"("id");`)
    migrate(file, [...listMigrations(), redefine])
    expect(database.prepare('SELECT id FROM "Course"').all()).toEqual([{ id: 'c' }])
    database.close()
  })

  test('[STO-3] an edited migration and a newer database are refused with a sentence', () => {
    migrate(file)
    const edited = listMigrations().map((migration) => ({ ...migration, checksum: '0'.repeat(64) }))
    expect(() => migrate(file, edited)).toThrow(/was edited after it was applied/)
    expect(() => migrate(file, [])).toThrow(/it is newer/)
  })
})
