import type { KeyUse, Store, StoreTransaction } from '@keystead/core'
import { sql } from 'kysely'
import { KyselyReader } from './kysely-reader.ts'
import { KyselyTransaction } from './kysely-transaction.ts'

export class KyselyStore extends KyselyReader implements Store {
  transact<Result>(work: (transaction: StoreTransaction) => Promise<Result>): Promise<Result> {
    return this.database.transaction().execute((transaction) => work(new KyselyTransaction(transaction)))
  }

  async recordUse(uses: readonly KeyUse[]): Promise<void> {
    if (uses.length === 0) return
    // One order for everyone: two nodes that write the same keys would else wait for each other.
    const ordered = uses.toSorted((a, b) => (a.keyId < b.keyId ? -1 : 1))
    await this.database.transaction().execute(async (transaction) => {
      for (const { keyId, usedAt } of ordered) {
        await transaction
          .updateTable('api_keys')
          .set({ last_used_at: usedAt })
          .where('id', '=', keyId)
          .where(({ eb, or }) => or([eb('last_used_at', 'is', null), eb('last_used_at', '<', usedAt)]))
          .execute()
        await transaction
          .updateTable('idempotent_creations')
          .set({ sealed_token: null })
          .where('key_id', '=', keyId)
          .where('sealed_token', 'is not', null)
          .execute()
      }
    })
  }

  async expireIdempotentCreations(before: { readonly token: number; readonly creation: number }): Promise<void> {
    await this.database.deleteFrom('idempotent_creations').where('created_at', '<', before.creation).execute()
    await this.database
      .updateTable('idempotent_creations')
      .set({ sealed_token: null })
      .where('created_at', '<', before.token)
      .where('sealed_token', 'is not', null)
      .execute()
  }

  async rememberPepperCheck(version: number, checkValue: string): Promise<string> {
    await this.database
      .insertInto('pepper_checks')
      .values({ version, check_value: checkValue })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    const row = await this.database
      .selectFrom('pepper_checks')
      .select('check_value')
      .where('version', '=', version)
      .executeTakeFirstOrThrow()
    return row.check_value
  }

  async listPepperVersionsInUse(): Promise<number[]> {
    const rows = await this.database.selectFrom('api_keys').select('pepper_version').distinct().execute()
    return rows.map(({ pepper_version }) => pepper_version)
  }

  async ping(): Promise<void> {
    await sql`select 1`.execute(this.database)
  }

  async close(): Promise<void> {
    await this.database.destroy()
  }
}
