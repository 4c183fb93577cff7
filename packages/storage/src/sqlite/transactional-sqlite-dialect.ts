import { type DialectAdapter, SqliteAdapter, SqliteDialect } from 'kysely'

/**
 * Kysely's SQLite dialect, except that migrations run in one transaction, as on PostgreSQL: a process that is killed in
 * the middle of one must not leave half of it, on which no later start could build. Kysely leaves it out because of
 * statements that SQLite takes only outside of a transaction; a migration that needs one of those has to be split.
 */
export class TransactionalSqliteDialect extends SqliteDialect {
  override createAdapter(): DialectAdapter {
    return new TransactionalSqliteAdapter()
  }
}

class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}
