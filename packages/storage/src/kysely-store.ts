import type { KeyId, KeyUse, Store, StoreTransaction } from '@keystead/core'
import { sql, type Transaction } from 'kysely'
import { KyselyReader } from './kysely-reader.ts'
import { KyselyTransaction } from './kysely-transaction.ts'
import type { Tables } from './tables.ts'

// Few enough that a transaction does not keep others waiting, and that SQLite takes the parameters of one statement.
const usesAtOnce = 500

export class KyselyStore extends KyselyReader implements Store {
  transact<Result>(work: (transaction: StoreTransaction) => Promise<Result>): Promise<Result> {
    return this.database.transaction().execute((transaction) => work(this.makeTransaction(transaction)))
  }

  protected makeTransaction(transaction: Transaction<Tables>): KyselyTransaction {
    return new KyselyTransaction(transaction)
  }

  async isBootstrapped(): Promise<boolean> {
    return (await this.database.selectFrom('instance').select('singleton').executeTakeFirst()) !== undefined
  }

  async recordUse(uses: readonly KeyUse[]): Promise<void> {
    const latest = new Map<KeyId, number>()
    for (const { keyId, usedAt } of uses) latest.set(keyId, Math.max(usedAt, latest.get(keyId) ?? usedAt))
    // One order for everyone: two nodes that write the same keys would else wait for each other.
    const ordered = [...latest].sort(([a], [b]) => (a < b ? -1 : 1))
    for (let start = 0; start < ordered.length; start += usesAtOnce) {
      const some = ordered.slice(start, start + usesAtOnce)
      await this.database.transaction().execute((transaction) => this.#recordUse(transaction, some))
    }
  }

  async #recordUse(transaction: Transaction<Tables>, uses: readonly (readonly [KeyId, number])[]): Promise<void> {
    const keyIds = uses.map(([keyId]) => keyId)
    await this.lockKeys(transaction, keyIds)
    // In both databases `values` names its columns column1, column2; only PostgreSQL needs to be told that they are numbers.
    const values = sql.join(uses.map(([keyId, usedAt]) => sql`(${keyId}, ${usedAt})`))
    await sql`
      update api_keys
      set last_used_at = cast(uses.column2 as bigint)
      from (values ${values}) as uses
      where api_keys.id = uses.column1
        and (api_keys.last_used_at is null or api_keys.last_used_at < cast(uses.column2 as bigint))
    `.execute(transaction)
    await transaction
      .updateTable('idempotent_creations')
      .set({ sealed_token: null })
      .where('key_id', 'in', keyIds)
      .where('sealed_token', 'is not', null)
      .execute()
  }

  /** Reserves the keys for this transaction, in the order given, where a database lets several write at once. */
  protected async lockKeys(_transaction: Transaction<Tables>, _keyIds: readonly KeyId[]): Promise<void> {}

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

  async listPepperChecks(): Promise<ReadonlyMap<number, string>> {
    const rows = await this.database.selectFrom('pepper_checks').selectAll().execute()
    return new Map(rows.map(({ version, check_value }) => [version, check_value]))
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
