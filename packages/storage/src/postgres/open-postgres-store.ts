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
import type { Connect } from './listen-to-postgres.ts'
import { postgresEngine } from './postgres-engine.ts'
import { PreparingClient } from './preparing-client.ts'

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
  const database = openDatabase(url, onIdleError, patience)
  return reportOutages(makeStore(database, postgresEngine(database, listenTo(url, patience))), isOutage)
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
    ...connectionTo(url, connectMs, silenceMs),
    Client: PreparingClient,
    verify: refuseReadOnly,
    max: 10,
    statement_timeout: statementMs,
    idle_in_transaction_session_timeout: 30_000,
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

/** Connections to listen on. Asked several times within the silence that they bear, they end only where nobody answers. */
export function listenTo(url: string, { connectMs, silenceMs } = servingPatience): Connect {
  const settings = { ...connectionTo(url, connectMs, silenceMs), application_name: 'keystead listener' }
  return () => ({ client: new pg.Client(settings), checkEveryMs: silenceMs / 3 })
}

function connectionTo(url: string, connectMs: number, silenceMs: number): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: 'keystead',
    connectionTimeoutMillis: connectMs,
    stream: () => impatientSocket(silenceMs),
  }
}

/**
 * A server that takes no writes is a standby, behind the one that does: what it answers may not be true any more. One that is
 * promoted keeps its connections; one that becomes a standby ends them, so that each has to be asked once.
 */
function refuseReadOnly(client: pg.PoolClient, answer: (error?: Error) => void): void {
  client
    .query<{ transaction_read_only: string }>('show transaction_read_only')
    .then(({ rows }) => {
      if (rows[0]?.transaction_read_only === 'off') answer()
      else answer(Object.assign(new Error('the database takes no writes'), { code: readOnlyTransaction }))
    })
    .catch(answer)
}

const readOnlyTransaction = '25006'

function impatientSocket(silenceMs: number): Socket {
  const socket = new Socket()
  const silence = Object.assign(new Error('the database has not answered'), { code: 'ETIMEDOUT' })
  return socket.setTimeout(silenceMs, () => socket.destroy(silence))
}
