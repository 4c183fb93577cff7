import type { Kysely } from 'kysely'
import { KyselyStore } from '../kysely-store.ts'
import type { Tables } from '../tables.ts'

/** Gives the data directory free when it is closed. */
export class SqliteStore extends KyselyStore {
  readonly #unlock: () => void

  constructor(database: Kysely<Tables>, unlock: () => void) {
    super(database)
    this.#unlock = unlock
  }

  override async close(): Promise<void> {
    // In its turn: a transaction at work ends first, as PostgreSQL's pool sees to by itself.
    await this.database.connection().execute(() => super.close())
    this.#unlock()
  }
}
