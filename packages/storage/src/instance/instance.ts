import type { PepperUse, Store, StoreTransaction } from '@keystead/core'
import type { Kysely } from 'kysely'
import type { LockRows } from '../row-locks.ts'
import type { Tables } from '../tables.ts'

const pepperedTables = [
  ['api_keys', 'keys'],
  ['invitations', 'invitations'],
  ['sessions', 'sessions'],
  ['one_time_links', 'links'],
  ['webhooks', 'webhooks'],
] as const

export function instanceStore(
  database: Kysely<Tables>,
): Pick<
  Store,
  'isBootstrapped' | 'rememberPepperCheck' | 'listPepperChecks' | 'listPepperVersionsInUse' | 'countPepperUse'
> {
  return {
    async isBootstrapped() {
      return (await database.selectFrom('instance').select('singleton').executeTakeFirst()) !== undefined
    },

    async rememberPepperCheck(version, checkValue) {
      await database
        .insertInto('pepper_checks')
        .values({ version, check_value: checkValue })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      const row = await database
        .selectFrom('pepper_checks')
        .select('check_value')
        .where('version', '=', version)
        .executeTakeFirstOrThrow()
      return row.check_value
    },

    async listPepperChecks() {
      const rows = await database.selectFrom('pepper_checks').selectAll().execute()
      return new Map(rows.map(({ version, check_value }) => [version, check_value]))
    },

    async listPepperVersionsInUse() {
      const rows = await database
        .selectFrom('api_keys')
        .select('pepper_version')
        .union(database.selectFrom('invitations').select('pepper_version'))
        .union(database.selectFrom('sessions').select('pepper_version'))
        .union(database.selectFrom('one_time_links').select('pepper_version'))
        .union(database.selectFrom('webhooks').select('pepper_version'))
        .execute()
      return rows.map(({ pepper_version }) => pepper_version)
    },

    async countPepperUse() {
      const uses = new Map<number, PepperUse>()
      for (const [table, kind] of pepperedTables) {
        const rows = await database
          .selectFrom(table)
          .select(({ fn }) => ['pepper_version as version', fn.countAll<number>().as('rows')])
          .groupBy('pepper_version')
          .execute()
        for (const { version, rows: count } of rows) {
          const use = uses.get(version) ?? { version, keys: 0, invitations: 0, sessions: 0, links: 0, webhooks: 0 }
          uses.set(version, { ...use, [kind]: Number(count) })
        }
      }
      return [...uses.values()].toSorted((a, b) => a.version - b.version)
    },
  }
}

export function instanceWriter(
  database: Kysely<Tables>,
  lockRows: LockRows,
): Pick<StoreTransaction, 'lockInstance' | 'claimBootstrap'> {
  return {
    async lockInstance() {
      await lockRows(database.selectFrom('instance').select('singleton'), 'change').execute()
    },

    async claimBootstrap(at) {
      // The primary key lets one row in; a second transaction waits for the first and then inserts nothing.
      const { numInsertedOrUpdatedRows } = await database
        .insertInto('instance')
        .values({ singleton: 1, bootstrapped_at: at })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      return numInsertedOrUpdatedRows === 1n
    },
  }
}
