import { type RawBuilder, sql } from 'kysely'

/** The few places in which the two databases differ in writing down one schema. */
export type ColumnTypes = {
  /** For what is written down in two ways altogether. */
  readonly dialect: 'sqlite' | 'postgres'
  readonly text: RawBuilder<unknown>
  readonly integer: RawBuilder<unknown>
  /** Holds epoch milliseconds. */
  readonly time: RawBuilder<unknown>
  /** Counts without an end. */
  readonly count: RawBuilder<unknown>
  readonly bytes: RawBuilder<unknown>
  /** What follows the closing bracket of a table. */
  readonly tableEnd: RawBuilder<unknown>
}

export const sqliteTypes: ColumnTypes = {
  dialect: 'sqlite',
  text: sql`text`,
  integer: sql`integer`,
  time: sql`integer`,
  count: sql`integer`,
  bytes: sql`blob`,
  // Without it SQLite keeps a text in an integer column, and says nothing.
  tableEnd: sql`strict`,
}

export const postgresTypes: ColumnTypes = {
  dialect: 'postgres',
  // Bytewise order, as in SQLite, whatever the locale of the server: pages and indexes depend on it.
  text: sql`text collate "C"`,
  integer: sql`integer`,
  time: sql`bigint`,
  count: sql`bigint`,
  bytes: sql`bytea`,
  tableEnd: sql``,
}
