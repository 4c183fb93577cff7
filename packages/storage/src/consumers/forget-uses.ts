import { consumerMemoryMs, dayMs, rememberedUseDays } from '@keystead/core'
import type { Kysely } from 'kysely'
import type { Tables } from '../tables.ts'

// A deleted key can come back within a month, and finds its consumers again. After that, those of one week are looked at each
// time, so that nobody goes through those of all years; what is missed while no server runs goes when it is old enough itself.
const keptDays = 31
const lookedAtDays = 7
// A process that has written nothing for so long has ended, or does not know any more what it has written.
const recorderMemoryDays = 7

/** Forgets, as of this day, what nobody is shown any more. */
export async function forgetUses(database: Kysely<Tables>, today: number): Promise<void> {
  await database
    .deleteFrom('use_days')
    .where('day', '<=', today - rememberedUseDays)
    .execute()
  await database
    .deleteFrom('consumers')
    .where('last_seen_day', '<', today - consumerMemoryMs / dayMs)
    .execute()
  await database
    .deleteFrom('consumers')
    .where('last_seen_day', '<', today - keptDays)
    .where('last_seen_day', '>=', today - keptDays - lookedAtDays)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('api_keys').select('id').whereRef('api_keys.id', '=', 'consumers.key_id'))),
    )
    .execute()
  await database
    .deleteFrom('use_recorders')
    .where('written_day', '<', today - recorderMemoryDays)
    .execute()
}
