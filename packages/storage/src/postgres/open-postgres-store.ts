import type { Store } from '@keystead/core'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { KyselyStore } from '../kysely-store.ts'
import { migrate } from '../migrate.ts'
import { postgresTypes } from '../migrations/migration-types.ts'
import { reportOutages } from '../report-outages.ts'
import type { Tables } from '../tables.ts'

const int8 = 20

/**
 * Opens the store in a PostgreSQL database (15 or newer), migrating it first. `onIdleError` hears of connections that
 * break while nobody uses them; those that do are told by their own calls, as `UNAVAILABLE`.
 */
export async function openPostgresStore(url: string, onIdleError: (error: Error) => void): Promise<Store> {
  const kysely = openDatabase(url, onIdleError)
  const store = reportOutages(new KyselyStore(kysely), isOutage)
  try {
    await migrate(kysely as unknown as Kysely<never>, postgresTypes)
    return store
  } catch (error) {
    await store.close()
    throw error
  }
}

export function openDatabase(url: string, onIdleError: (error: Error) => void): Kysely<Tables> {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'keystead',
    max: 10,
    // A database that does not answer must not hold a caller for longer than callers wait.
    connectionTimeoutMillis: 5_000,
    statement_timeout: 10_000,
    idle_in_transaction_session_timeout: 30_000,
    // Times are epoch milliseconds, far below 2^53: a number loses nothing and is what SQLite gives.
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === int8 ? Number : pg.types.getTypeParser(oid, format as 'text'),
    },
  })
  pool.on('error', onIdleError)
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
}

// Connection exceptions, insufficient resources, operator intervention and system errors, by their class:
// https://www.postgresql.org/docs/current/errcodes-appendix.html
const outageClasses = /^(?:08|53|57|58)/
const networkOutages = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EPIPE', 'ENOENT'])

function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('code' in error && typeof error.code === 'string') {
    return networkOutages.has(error.code) || outageClasses.test(error.code)
  }
  // What `pg` itself throws when a connection ends under a query, or none can be had, has no code.
  return /^(?:Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/.test(
    error.message,
  )
}
