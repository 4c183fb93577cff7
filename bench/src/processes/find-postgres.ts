import { type PostgresServer, startPostgres } from '@keystead/storage/testing/postgres-server'

/** An empty PostgreSQL that waits for its disk, as those do that are relied upon; or why there is none. */
export async function findPostgres(): Promise<PostgresServer | { readonly why: string }> {
  try {
    return await startPostgres({ durable: true })
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) }
  }
}
