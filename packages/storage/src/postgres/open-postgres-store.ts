import { Socket } from 'node:net'
import type { Store } from '@keystead/core'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { makeStore } from '../kysely-store.ts'
import { migrate } from '../migrate.ts'
import { postgresTypes } from '../migrations/migration-types.ts'
import { reportOutage, reportOutages } from '../report-outages.ts'
import type { Tables } from '../tables.ts'
import { isOutage, isRefusal } from './is-outage.ts'
import { postgresDialect } from './postgres-dialect.ts'

/** For how long to wait for what. A database that does not answer must not hold callers for longer than they wait. */
export type Patience = {
  readonly connectMs: number
  /** The database itself gives up a statement after this time. */
  readonly statementMs: number
  /** A connection in use on which nothing arrives for this long is given up: the network may have lost the other end. */
  readonly silenceMs: number
}

const servingPatience: Patience = { connectMs: 5_000, statementMs: 10_000, silenceMs: 15_000 }
// A migration takes as long as its tables are large, and other nodes that start meanwhile wait for it. 0: for ever.
const migrationPatience: Patience = { connectMs: 5_000, statementMs: 0, silenceMs: 0 }

/** The database lets us in with nothing, or not far enough: settings to correct, where waiting does not help. */
export class DatabaseRefusedError extends Error {
  override readonly name = 'DatabaseRefusedError'
}

/**
 * Opens the store in a PostgreSQL database (15 or newer), migrating it first. `onIdleError` hears of connections that
 * break while nobody uses them; those that do are told by their own calls, as `UNAVAILABLE`.
 * Fails with `UNAVAILABLE`, {@link DatabaseRefusedError} and {@link DatabaseTooNewError}.
 */
export async function openPostgresStore(
  url: string,
  onIdleError: (error: Error) => void,
  patience = servingPatience,
): Promise<Store> {
  await reportOutage(() => migrateDatabase(url, onIdleError), isOutage)
  return reportOutages(makeStore(openDatabase(url, onIdleError, patience), postgresDialect), isOutage)
}

async function migrateDatabase(url: string, onIdleError: (error: Error) => void): Promise<void> {
  const database = openDatabase(url, onIdleError, migrationPatience)
  try {
    await migrate(database as unknown as Kysely<never>, postgresTypes)
  } catch (error) {
    throw isRefusal(error) ? new DatabaseRefusedError(error.message, { cause: error }) : error
  } finally {
    await database.destroy()
  }
}

const int8 = 20

export function openDatabase(
  url: string,
  onIdleError: (error: Error) => void,
  { connectMs, statementMs, silenceMs }: Patience,
): Kysely<Tables> {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'keystead',
    max: 10,
    connectionTimeoutMillis: connectMs,
    statement_timeout: statementMs,
    idle_in_transaction_session_timeout: 30_000,
    stream: () => impatientSocket(silenceMs),
    // Times are epoch milliseconds, far below 2^53: a number loses nothing and is what SQLite gives.
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === int8 ? Number : pg.types.getTypeParser(oid, format as 'text'),
    },
  })
  // Without a listener of its own, a connection that breaks while in use ends the process: the pool listens to idle ones.
  pool.on('connect', (client) => client.on('error', () => {}))
  // The pool adds the whole connection to the error, which belongs into no log.
  pool.on('error', (error) => onIdleError(Object.assign(error, { client: undefined })))
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
}

function impatientSocket(silenceMs: number): Socket {
  const socket = new Socket()
  const silence = Object.assign(new Error('the database has not answered'), { code: 'ETIMEDOUT' })
  return socket.setTimeout(silenceMs, () => socket.destroy(silence))
}
