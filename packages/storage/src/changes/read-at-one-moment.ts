import type { Kysely } from 'kysely'
import type { Tables } from '../tables.ts'

/** Runs `work` in a transaction that sees the database as it is at its first reading. In SQLite every transaction does. */
export function readAtOneMoment<Result>(
  database: Kysely<Tables>,
  work: (transaction: Kysely<Tables>) => Promise<Result>,
): Promise<Result> {
  return database.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work)
}
