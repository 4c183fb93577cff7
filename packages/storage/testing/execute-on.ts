import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Client } from 'pg'
import { databaseFileName } from '../src/sqlite/open-sqlite-store.ts'
import type { TestStore } from './open-test-stores.ts'

/** Does to a database what no store does, beside the store that is open on it. */
export async function executeOn({ location }: TestStore, statements: string): Promise<void> {
  if (!location.startsWith('postgres')) {
    const database = new DatabaseSync(join(location, databaseFileName))
    database.exec(statements)
    database.close()
    return
  }
  const client = new Client(location)
  await client.connect()
  await client.query(statements).finally(() => client.end())
}
