import { existsSync, readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import type { MigrationName } from '../src/migrate.ts'

export type Dialect = 'sqlite' | 'postgres'

/** Where the database is written down that this migration leaves; made by `freeze-schema.ts`. */
export function releasedSchemaFile(dialect: Dialect, migration: MigrationName): string {
  return fileURLToPath(new URL(`released-schemas/${dialect}-${migration.slice(0, 4)}.sql`, import.meta.url))
}

export function isReleased(dialect: Dialect, migration: MigrationName): boolean {
  return existsSync(releasedSchemaFile(dialect, migration))
}

export function loadIntoSqlite(file: string, migration: MigrationName): void {
  const database = new DatabaseSync(file)
  database.exec(readFileSync(releasedSchemaFile('sqlite', migration), 'utf8'))
  database.close()
}

export async function loadIntoPostgres(url: string, migration: MigrationName): Promise<void> {
  const client = new Client(url)
  await client.connect()
  await client.query(readFileSync(releasedSchemaFile('postgres', migration), 'utf8'))
  await client.end()
}
