import type { Store } from '@keystead/core'
import type { Kysely } from 'kysely'
import { makeStore } from '../kysely-store.ts'
import type { Tables } from '../tables.ts'
import { sqliteDialect } from './sqlite-dialect.ts'

/** The store in a database of this process alone. Closing it gives the data directory free. */
export function makeSqliteStore(database: Kysely<Tables>, unlock: () => void): Store {
  const store = makeStore(database, sqliteDialect)
  return {
    ...store,
    async close() {
      // In its turn: a transaction at work ends first, as PostgreSQL's pool sees to by itself.
      await database.connection().execute(() => store.close())
      unlock()
    },
  }
}
