import { type Kysely, sql } from 'kysely'
import type { Tables } from './tables.ts'

/**
 * The answer of a write that gives something another name; false when a unique key refuses the name. PostgreSQL gives up
 * a whole transaction for a write that fails, so this one is undone alone. Nothing else tells for sure: a look beforehand
 * does not see the name that another transaction is about to give.
 */
export async function claimName(
  database: Kysely<Tables>,
  rename: () => Promise<boolean>,
  isTaken: () => Promise<boolean>,
): Promise<boolean> {
  await sql`savepoint name`.execute(database)
  try {
    const renamed = await rename()
    await sql`release savepoint name`.execute(database)
    return renamed
  } catch (error) {
    await sql`rollback to savepoint name`.execute(database)
    if (await isTaken()) return false
    throw error
  }
}
