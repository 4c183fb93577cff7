import type { Store } from '@keystead/core'
import { type Kysely, sql } from 'kysely'
import { sessionStore } from './accounts/sessions.ts'
import type { Dialect } from './dialect.ts'
import { instanceStore } from './instance/instance.ts'
import { creationStore } from './keys/idempotent-creations.ts'
import { keyUseRecorder } from './keys/key-use.ts'
import { makeReader } from './kysely-reader.ts'
import { makeTransaction } from './kysely-transaction.ts'
import type { Tables } from './tables.ts'

/** The store in a migrated database. Closing it closes the database. */
export function makeStore(database: Kysely<Tables>, dialect: Dialect): Store {
  return {
    ...makeReader(database, dialect),
    ...instanceStore(database),
    ...keyUseRecorder(database, dialect.lockRows),
    ...creationStore(database),
    ...sessionStore(database),
    transact(work) {
      return database.transaction().execute((transaction) => work(makeTransaction(transaction, dialect)))
    },
    async ping() {
      await sql`select 1`.execute(database)
    },
    close() {
      return database.destroy()
    },
  }
}
