import pg from 'pg'
import { findPreparedName } from '../prepared-as.ts'

/** A connection that prepares the statements that have a name. */
export class PreparingClient extends pg.Client {
  // Of the many ways to call it, the one that Kysely takes is all that matters here.
  override query = ((query: unknown, values: unknown, ...rest: unknown[]) => {
    const name = typeof query === 'string' ? findPreparedName(query) : undefined
    const run = super.query as (...given: unknown[]) => unknown
    return run.call(this, name === undefined ? query : { name, text: query }, values, ...rest)
  }) as pg.Client['query']
}
