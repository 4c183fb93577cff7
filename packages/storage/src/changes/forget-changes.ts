import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Tables } from '../tables.ts'

const dayMs = 24 * 3_600_000
const alwaysKept = 100_000
/** For how long a node counts as serving after its last report, at least. */
export const nodeMemoryMs = 60_000

/**
 * Forgets the changes that nobody can want any more who would not sooner read everything again, and nodes that are gone.
 * Changes go from the oldest on, up to the first that is young enough, whatever a clock that was set back has written later:
 * what is kept has no holes.
 */
export async function forgetChanges(database: Kysely<Tables>, now: RawBuilder<number>): Promise<void> {
  await sql`
    delete from changes
    where number <= (select number - ${alwaysKept} from change_head)
      and number < coalesce(
        (select number from changes where committed_at >= ${now} - ${dayMs} order by number limit 1),
        (select number from change_head)
      )
  `.execute(database)
  await sql`
    delete from nodes where seen_at < ${now} - ${nodeMemoryMs} and seen_at < ${now} - stale_limit_ms
  `.execute(database)
  await sql`delete from change_readers where read_at < ${now} - ${nodeMemoryMs}`.execute(database)
}
